"""Every route, tried by everybody: what it declares that it asks for is what it refuses."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from httpx import Response

from tests.portal.routes import Route, all_routes
from tests.portal.site import ORIGIN, Browser, PortalSite
from wco_portal.access.permissions import COMPANY_PERMISSIONS, Permission
from wco_portal.access.visitor import READING

PUBLIC = {
    "GET /login",
    "POST /login",
    "GET /login/code",
    "POST /login/code",
    "GET /login/password",
    "POST /login/password",
    "GET /login/authenticator",
    "POST /login/authenticator",
    "POST /logout",
    "POST /language",
}
"""Routes of those who are not logged in, or only half: each has its tests in test_login.py, test_account.py or test_rules.py."""


STREAMS = {"GET /changes/stream", "GET /live/stream"}
"""Routes whose answer does not end: they are tried by those alone whom they refuse."""


@dataclass(frozen=True)
class Role:
    """Somebody who tries."""

    name: str
    permissions: frozenset[Permission]
    tenant: str = "acme"
    looks: bool = False
    """Whether it is one of the operator's staff who looks at the company."""

    def may(self, route: Route) -> bool:
        """Tell whether a route is to be open to them, by what it declares."""
        return all(
            one.permission is None
            or self._has(one.permission, change=one.change)
            or (one.instead is not None and self._has(one.instead, change=one.change))
            for one in route.requirements
        )

    def _has(self, permission: Permission, *, change: bool) -> bool:
        if permission in self.permissions:
            return True
        if permission in (Permission.SUPPORT, Permission.OPERATOR_STAFF):
            return permission == Permission.SUPPORT and Permission.OPERATOR_STAFF in self.permissions
        if Permission.OWNER in self.permissions:
            return True
        if Permission.OPERATOR_STAFF in self.permissions:
            return permission != Permission.OWNER
        reads = {Permission.READ_ONLY, Permission.SUPPORT} & self.permissions
        return bool(reads) and not change and permission in READING


ROLES = [
    *(Role(str(one), frozenset({one})) for one in COMPANY_PERMISSIONS),
    Role("none", frozenset()),
    Role("support", frozenset({Permission.SUPPORT}), "@operator", looks=True),
    Role("operator", frozenset({Permission.OPERATOR_STAFF}), "@operator", looks=True),
]


@pytest.fixture
def victim(site: PortalSite) -> str:
    """A person of the company whose routes are tried."""
    site.add_company()
    return site.add_account("victim", permissions=("fax",))


def logged_in(site: PortalSite, role: Role) -> Browser:
    site.add_account(role.name, role.tenant, tuple(map(str, role.permissions)))
    browser = Browser(site)
    browser.log_in(role.name, company=role.tenant)
    if role.looks:
        browser.post("/operator/companies/acme/look")
    browser.client.follow_redirects = False
    return browser


def called(site: PortalSite, role: Role) -> Browser:
    """Return a program that has a token of somebody's account."""
    account = site.add_account(f"{role.name}.api", role.tenant, tuple(map(str, role.permissions)))
    program = Browser(site)
    program.client.headers["authorization"] = f"Bearer {site.add_token(account, role.tenant)}"
    return program


def try_out(browser: Browser, route: Route, identifier: str) -> Response:
    """Open a route with an identifier at each place of its path that asks for one, and the version of a form."""
    path = re.sub(r"\{\w+\}", identifier, route.path.replace("{permission}", "fax"))
    if route.api:
        body = None if route.method in ("GET", "DELETE") else {"version": 0}
        conditions = {"if-match": "*"}
        told: Response = browser.client.request(route.method, path, json=body, headers=conditions)
        return told
    form = None if route.method == "GET" else {"version": "0"}
    answer: Response = browser.client.request(route.method, path, data=form, headers={"origin": ORIGIN})
    return answer


def test_every_route_says_what_it_asks_for(site: PortalSite) -> None:
    routes = all_routes(site.app)
    assert {route.name for route in routes if not route.requirements} == PUBLIC
    for route in routes:
        changes = route.own or any(one.change for one in route.requirements)
        assert route.method == "GET" or changes or not route.requirements, (
            f"{route.name} changes without a right to"
        )


def test_nobody_gets_in_without_a_session(site: PortalSite, victim: str) -> None:
    browser = Browser(site)
    browser.client.follow_redirects = False
    for route in all_routes(site.app):
        if route.name not in PUBLIC:
            answer = try_out(browser, route, victim)
            assert answer.status_code == (401 if route.api else 303), route.name
            assert route.api or answer.headers["location"].startswith("/login"), route.name


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_each_role_gets_what_routes_declare(site: PortalSite, victim: str, role: Role) -> None:
    browser, program = logged_in(site, role), called(site, role)
    leaves = {"POST /operator/leave"} if role.looks else set()
    for route in all_routes(site.app):
        if route.name in PUBLIC | leaves or (route.name in STREAMS and role.may(route)):
            continue
        # An identifier of nobody: what is permitted finds nothing, and changes nothing.
        answer = try_out(program if route.api else browser, route, str(uuid4()))
        assert (answer.status_code == 403) == (not role.may(route)), f"{route.name}: {answer.status_code}"
        assert answer.status_code < 500, route.name


def test_another_companys_rows_are_not_there(site: PortalSite, victim: str) -> None:
    site.add_company("other")
    owner = Role("owner", frozenset({Permission.OWNER}), "other")
    stranger, program = logged_in(site, owner), called(site, owner)
    with site.connect() as database:
        before = database.execute("SELECT * FROM portal.account WHERE account = %s", (victim,)).fetchone()
    tried = [one for one in all_routes(site.app) if "{" in one.path and "/operator/" not in one.path]
    assert len(tried) > 9
    for route in tried:
        answer = try_out(program if route.api else stranger, route, victim)
        assert answer.status_code == 404, route.name
    with site.connect() as database:
        after = database.execute("SELECT * FROM portal.account WHERE account = %s", (victim,)).fetchone()
    assert after == before
    assert "victim" not in stranger.get("/people").text
    assert "victim" not in stranger.get("/audit").text


def test_the_menu_has_what_one_may_open(site: PortalSite, victim: str) -> None:
    for name, expected in (
        (
            "owner",
            ["/", "/switchboard", "/wizard", "/live", "/drawing", "/check", "/changes", "/people", "/audit"],
        ),
        ("manage_users", ["/", "/switchboard", "/people"]),
        ("fax", ["/"]),
    ):
        browser = logged_in(site, Role(name, frozenset({Permission(name)})))
        page = browser.get("/").text
        menu = page[page.index("<nav") : page.index("</nav>")]
        assert re.findall(r'href="([^"]+)"', menu) == expected
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == ["/"]
    page = logged_in(site, Role("owner2", frozenset({Permission.OWNER}))).get("/people/rules").text
    assert 'href="/people" aria-current="true"' in page
