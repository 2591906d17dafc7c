"""Tokens for the API, as people make and revoke them in their browsers, and what becomes of them."""

import re

import psycopg
import pytest

from tests.portal.site import Browser, PortalSite
from wco_portal.access import tokens
from wco_portal.access.visitor import Visitor
from wco_portal.database import Database


@pytest.fixture
def browser(site: PortalSite) -> Browser:
    site.add_company()
    site.add_account(permissions=("api", "read_only"))
    found = Browser(site)
    found.log_in()
    return found


def new_token(browser: Browser, **fields: str) -> str:
    page = browser.post("/account/tokens", **{"name": "Order system", "days": "30"} | fields).text
    return str(re.findall(r"wco_[0-9a-f]{64}", page)[0])


def owner_of(site: PortalSite, token: str, address: str = "198.51.100.20") -> Visitor | None:
    database: Database = site.app.state.database
    return tokens.find(database, token, address)


def test_a_token_is_shown_once_listed_and_revoked(site: PortalSite, browser: Browser) -> None:
    assert "/account/tokens" in browser.get("/account").text
    token = new_token(browser, name=" <b>Orders</b>  ")
    assert owner_of(site, token)
    page = browser.get("/account/tokens").text
    assert token not in page
    assert "&lt;b&gt;Orders&lt;/b&gt;" in page
    assert "198.51.100.20" in page
    (path,) = re.findall(r"/account/tokens/[0-9a-f-]{36}/revoke", page)
    assert browser.post(path).url.path == "/account/tokens"
    assert browser.post(path).status_code == 404
    assert owner_of(site, token) is None
    entries = [(one["action"], one["object"]) for one in site.audit()][-2:]
    assert entries == [("add_token", "<b>Orders</b>"), ("remove_token", "<b>Orders</b>")]
    audited = Browser(site)
    site.add_account("olga")
    audited.log_in("olga")
    assert "Revoked a token for the API" in audited.get("/audit").text


def test_a_form_that_is_wrong_makes_none(site: PortalSite, browser: Browser) -> None:
    for fields in ({"name": " "}, {"name": "x" * 101}, {"days": "0"}, {"days": "366"}, {"days": "x"}):
        page = browser.post("/account/tokens", **{"name": "a", "days": "9"} | fields)
        assert page.status_code == 422, fields
    assert "No tokens" in browser.get("/account/tokens").text
    for _ in range(tokens.MOST):
        new_token(browser)
    page = browser.post("/account/tokens", name="one more", days="9")
    assert (page.status_code, "Revoke one first" in page.text) == (422, True)


def test_the_password_is_asked_for_before_a_token(site: PortalSite, browser: Browser) -> None:
    with site.connect() as database:
        database.execute("UPDATE portal.session SET confirmed = now() - interval '11 minutes'")
    assert browser.get("/account/tokens").url.path == "/login/confirm"
    assert browser.post("/account/tokens", name="a", days="9").url.path == "/login/confirm"


def test_nobody_revokes_somebody_elses(site: PortalSite, browser: Browser) -> None:
    token = new_token(browser)
    path = re.findall(r"/account/tokens/[0-9a-f-]{36}/revoke", browser.get("/account/tokens").text)[0]
    site.add_account("ewa")
    ewa = Browser(site)
    ewa.log_in("ewa")
    assert ewa.post(path).status_code == 404
    assert owner_of(site, token)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE portal.account SET disabled = true",
        "UPDATE portal.account SET password_once = true",
        "UPDATE portal.api_token SET created = now() - interval '2 days', ends = now() - interval '1 second'",
        "INSERT INTO portal.policy (tenant, passwords_since) VALUES ('acme', now())",
    ],
)
def test_what_could_not_log_in_has_no_token_either(site: PortalSite, browser: Browser, change: str) -> None:
    token = new_token(browser)
    assert owner_of(site, token)
    with site.connect() as database:
        database.execute(change.encode())
    assert [owner_of(site, token) for _ in range(3)] == [None] * 3
    (refusal,) = [one for one in site.audit() if one["result"] == "refused"]
    assert {key: refusal[key] for key in ("actor", "kind", "via", "action", "object", "address")} == {
        "actor": "anna",
        "kind": "account",
        "via": "api",
        "action": "use_token",
        "object": "Order system",
        "address": "198.51.100.20",
    }


def test_a_token_goes_with_its_account(site: PortalSite, browser: Browser) -> None:
    token = new_token(browser)
    with site.connect() as database:
        database.execute("DELETE FROM portal.account")
    assert owner_of(site, token) is None


def test_the_rights_are_those_of_now_and_the_last_use_is_kept_to_the_minute(
    site: PortalSite, browser: Browser
) -> None:
    token = new_token(browser)
    owner_of(site, token, "198.51.100.1")
    with site.connect() as database:
        database.execute("UPDATE portal.permission SET permission = 'configure' WHERE permission = 'api'")
        found = owner_of(site, token, "198.51.100.2")
        assert found
        assert set(found.permissions) == {"configure", "read_only"}
        query = "SELECT host(used_from) AS used_from FROM portal.api_token"
        assert database.execute(query).fetchall() == [{"used_from": "198.51.100.1"}]
        database.execute("UPDATE portal.api_token SET used = now() - interval '61 seconds'")
        owner_of(site, token, "198.51.100.2")
        assert database.execute(query).fetchall() == [{"used_from": "198.51.100.2"}]


def test_postgresql_keeps_tokens_apart(site: PortalSite, browser: Browser) -> None:
    token = new_token(browser)
    with site.connect("wco_portal") as database:
        assert database.execute("SELECT FROM portal.api_token").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute("UPDATE portal.api_token SET ends = now() + interval '300 days'")
    with site.connect() as database:
        kept = database.execute("SELECT t::text AS row FROM portal.api_token AS t").fetchone()
        assert kept
        assert token[4:] not in kept["row"]
        with pytest.raises(psycopg.errors.CheckViolation):
            database.execute("UPDATE portal.api_token SET ends = created + interval '367 days'")
