"""Logging in: stages, what is refused, and what is kept of it."""

import pytest

from tests.portal.site import ORIGIN, PASSWORD, Browser, PortalSite


def test_with_the_right_password_one_is_on_the_first_page(site: PortalSite) -> None:
    site.add_company()
    site.add_account()
    browser = Browser(site)
    page = browser.log_in()
    assert (page.status_code, page.url.path) == (200, "/")
    assert "+48221001000" in page.text
    assert [(entry["action"], entry["address"]) for entry in site.audit()] == [
        ("log_in", "198.51.100.7"),
        ("activate", "198.51.100.7"),
    ]


def test_a_wrong_company_login_or_password_are_told_alike(site: PortalSite) -> None:
    site.add_account()
    pages = {
        Browser(site).log_in(*tried).text.replace(tried[2], "").replace(tried[0], "")
        for tried in (("anna", "wrong", "acme"), ("hanna", PASSWORD, "acme"), ("anna", PASSWORD, "other"))
    }
    assert len(pages) == 1
    assert "is wrong" in pages.pop()


def test_a_one_time_password_gives_way_to_one_of_the_persons_own(site: PortalSite) -> None:
    site.add_company()
    site.add_account(once=True)
    browser = Browser(site)
    assert browser.log_in().url.path == "/login/password"
    assert browser.get("/").url.path == "/login/password"
    assert (
        "easy to guess" in browser.post("/login/password", password="password1234", again="password1234").text
    )
    assert "differ" in browser.post("/login/password", password="zielony parasol 9 ryb", again="another").text
    assert "choose another" in browser.post("/login/password", password=PASSWORD, again=PASSWORD).text
    old = browser.client.cookies["__Host-wco"]
    done = browser.post("/login/password", password="zielony parasol 9 ryb", again="zielony parasol 9 ryb")
    assert (done.status_code, done.url.path) == (200, "/")
    assert browser.client.cookies["__Host-wco"] != old
    assert Browser(site).log_in(password="zielony parasol 9 ryb").url.path == "/"
    assert Browser(site).log_in().status_code == 401


def test_a_write_from_another_site_is_refused(site: PortalSite) -> None:
    site.add_account()
    browser = Browser(site)
    browser.log_in()
    for origin in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        assert browser.client.post("/logout", headers=origin).status_code == 403
    assert browser.get("/").url.path == "/"


def test_strangers_do_not_lock_out_a_known_browser(site: PortalSite) -> None:
    site.add_account()
    browser = Browser(site)
    browser.log_in()
    browser.post("/logout")
    strangers = [
        Browser(site, f"203.0.113.{number}").log_in(password="guess").status_code for number in range(21)
    ]
    assert strangers == [401] * 20 + [429]
    assert Browser(site, "192.0.2.1").log_in().status_code == 429
    blocked = [entry["address"] for entry in site.audit() if entry["action"] == "log_in_blocked"]
    assert blocked == ["203.0.113.20"], "one entry a minute"
    assert browser.log_in().url.path == "/"


def test_nobody_is_sent_to_another_site_after_the_log_in(site: PortalSite) -> None:
    site.add_account()
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        page = Browser(site).post("/login", company="acme", login="anna", password=PASSWORD, next=target)
        assert str(page.url) == f"{ORIGIN}/"


def test_a_session_ends_with_log_out_and_with_the_account(site: PortalSite) -> None:
    account = site.add_account()
    first, second = Browser(site), Browser(site)
    first.log_in()
    second.log_in()
    first.post("/logout")
    assert first.get("/").url.path == "/login"
    assert second.get("/").url.path == "/"
    with site.connect() as database:
        database.execute("UPDATE portal.account SET disabled = true WHERE account = %s", (account,))
    assert second.get("/").url.path == "/login"


def test_pages_are_polish_for_those_who_ask_for_it(site: PortalSite) -> None:
    assert "Zaloguj się" in Browser(site, language="pl").get("/login").text
    assert "Log in" in Browser(site, language="en-GB, pl;q=0.5").get("/login").text
    browser = Browser(site, language="en")
    browser.post("/language", language="pl")
    assert "Zaloguj się" in browser.get("/login").text


def test_a_company_sees_its_own_rows_only(site: PortalSite) -> None:
    for tenant in ("acme", "other"):
        site.add_company(tenant)
        site.add_account(tenant=tenant)
    with site.connect("wco_portal") as connection, connection.transaction():
        assert connection.execute("SELECT * FROM portal.account").fetchall() == []
        connection.execute("SELECT set_config('wco.tenant', 'other', true)")
        assert {row["tenant"] for row in connection.execute("SELECT tenant FROM portal.account")} == {"other"}
        written = connection.execute("UPDATE portal.account SET name = 'x' WHERE tenant = 'acme'")
        assert written.rowcount == 0


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        ("203.0.113.5, 198.51.100.9", "198.51.100.9"),  # what strangers write stands before it
        ("198.51.100.9, 127.0.0.2", "198.51.100.9"),
        ("nonsense", "127.0.0.1"),
        ("nonsense, 198.51.100.9", "198.51.100.9"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_that_which_the_nearest_proxy_saw(site: PortalSite, forwarded: str, seen: str) -> None:
    site.add_account()
    assert Browser(site, forwarded).log_in().status_code == 200
    assert {entry["address"] for entry in site.audit()} == {seen}
