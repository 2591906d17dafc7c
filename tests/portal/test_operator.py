"""The operator's staff: they look at companies, which the companies see, and support changes nothing."""

import re

import pytest

from tests.portal.routes import all_routes
from tests.portal.site import ORIGIN, Browser, PortalSite


@pytest.fixture
def acme(site: PortalSite) -> str:
    site.add_company()
    site.add_company("other")
    return site.add_account("ewa", permissions=("fax",))


def staff(site: PortalSite, permission: str = "support") -> Browser:
    site.add_account("hanka", "@operator", (permission,))
    browser = Browser(site)
    browser.log_in("hanka", company="@operator")
    return browser


def looks(site: PortalSite) -> list[tuple[str, str, str]]:
    return [
        (entry["kind"], entry["action"], entry["object"])
        for entry in site.audit()
        if "look" in entry["action"]
    ]


def test_staff_choose_a_company_and_come_back(site: PortalSite, acme: str) -> None:
    browser = staff(site)
    assert browser.get("/").url.path == "/operator"
    assert re.findall(r"companies/(\w+)/look", browser.get("/operator?q=ACM").text) == ["acme"]
    assert browser.get("/people").status_code == 403, "the operator's own people are not support's to see"
    page = browser.post("/operator/companies/acme/look")
    assert (page.url.path, "You are looking at a company:" in page.text) == ("/", True)
    assert "<bdi>Acme</bdi>" in page.text
    assert browser.get("/people").status_code == 200
    assert browser.post("/operator/leave").url.path == "/operator"
    assert "You are looking" not in browser.get("/operator").text
    assert browser.post("/operator/companies/unknown/look").status_code == 404


def test_every_page_that_is_opened_is_in_the_companys_log_once_a_minute(site: PortalSite, acme: str) -> None:
    browser = staff(site)
    browser.post("/operator/companies/acme/look")
    for path in ("/people", "/people", f"/people/{acme}", "/people", "/account", "/operator"):
        browser.get(path)
    expected = [
        ("support", "begin_look", ""),
        ("support", "look", "/"),
        ("support", "look", "/people"),
        ("support", "look", f"/people/{acme}"),
    ]
    assert looks(site) == expected
    with site.connect() as database:
        database.execute(
            """UPDATE portal.audit SET content = content || '{"at": "2026-01-01T00:00:00.000000Z"}' WHERE tenant = 'acme'"""
        )
    browser.get("/people")
    assert looks(site) == [*expected, ("support", "look", "/people")]


def test_support_changes_nothing(site: PortalSite, acme: str) -> None:
    browser = staff(site)
    browser.post("/operator/companies/acme/look")
    changing = [
        one
        for one in all_routes(site.app)
        if one.method != "GET"
        and one.requirements
        and not one.own
        and not one.path.startswith("/api/")  # where sessions count for nothing
    ]
    assert len(changing) > 8
    for route in changing:
        path = re.sub(r"\{\w+\}", acme, route.path.replace("{permission}", "fax"))
        assert browser.client.request(route.method, path, headers={"origin": ORIGIN}).status_code == 403, (
            route.name
        )
    assert {entry["action"] for entry in site.audit()} == {"begin_look", "look", "lack_permission"}


def test_an_operator_changes_people_but_no_owner(site: PortalSite, acme: str) -> None:
    owner = site.add_account("boss", permissions=("owner",))
    browser = staff(site, "operator")
    browser.post("/operator/companies/acme/look")
    assert browser.post(f"/people/{acme}/disable").status_code == 200
    assert browser.post(f"/people/{owner}/password").status_code == 403
    assert [
        (entry["actor"], entry["kind"]) for entry in site.audit() if entry["action"] == "disable_account"
    ] == [("hanka", "operator")]


def test_a_companys_owner_is_no_staff(site: PortalSite, acme: str) -> None:
    site.add_account("boss")
    browser = Browser(site)
    browser.log_in("boss")
    assert browser.get("/operator").status_code == 403
    assert browser.post("/operator/companies/acme/look").status_code == 403
    with site.connect("wco_portal") as connection, connection.transaction():
        connection.execute("SELECT set_config('wco.tenant', 'acme', true)")
        assert connection.execute("SELECT * FROM portal.companies()").fetchall() == []


def test_the_operators_own_people_are_theirs_to_manage(site: PortalSite) -> None:
    browser = staff(site, "operator")
    assert browser.get("/people").status_code == 200
    assert (
        browser.post(
            "/people/new", login="nowy", name="Nowy", language="pl", permission="support"
        ).status_code
        == 200
    )
    assert (
        browser.post("/people/new", login="inny", name="Inny", language="pl", permission="owner").status_code
        == 403
    )
    assert browser.get("/people/rules").status_code == 200


def test_the_operators_programs_see_how_companies_stand(site: PortalSite) -> None:
    for tenant in ("acme", "beta", "gamma"):
        site.add_company(tenant)
    site.add_account()
    with site.connect("wco_agent") as agent:
        agent.execute(
            """UPDATE portal.company SET live = false, problems = '[{"path": "name", "message": "is missing", "hint": "add it"}]'
               WHERE tenant = 'beta'"""
        )
    program = Browser(site).client
    token = site.add_token(site.add_account("orders", "@operator", ("operator",)), "@operator")
    program.headers["authorization"] = f"Bearer {token}"
    first = program.get("/api/v1/operator/companies?limit=2")
    second = program.get(first.links["next"]["url"])
    listed = first.json() + second.json()
    assert [(one["tenant"], one["live"]) for one in listed] == [
        ("acme", True),
        ("beta", False),
        ("gamma", True),
    ]
    assert "next" not in second.links
    told = program.get("/api/v1/operator/companies/beta").json()
    assert (told["version"], told["last_change"], told["accounts"]) == (0, None, 0)
    assert [one["path"] for one in told["problems"]] == ["name"]
    assert program.get("/api/v1/operator/companies/acme").json()["accounts"] == 1
    assert program.get("/api/v1/operator/companies/@operator").status_code == 404
    (look,) = site.audit("beta")
    assert {"actor": "orders", "kind": "operator", "action": "look", "via": "api"}.items() <= look.items()


def test_a_companys_programs_see_no_other_company(site: PortalSite) -> None:
    site.add_company()
    program = Browser(site).client
    program.headers["authorization"] = f"Bearer {site.add_token(site.add_account())}"
    for path in ("", "/acme"):
        assert program.get(f"/api/v1/operator/companies{path}").status_code == 403
