"""The company's accounts: who may give what to whom, and what two administrators do at once."""

import re

import pytest

from tests.portal.site import DOCUMENT, PASSWORD, Browser, PortalSite

USERS = {
    "anna": {"name": "Anna", "number": "+48601100201", "login": "anna", "department": "Sales"},
    "ewa": {"name": "Ewa", "number": "+48601100202", "login": "ewa", "department": "Sales"},
    "jan": {"name": "Jan", "number": "+48601100203", "login": "jan", "department": "Stock"},
}


@pytest.fixture
def owner(site: PortalSite) -> Browser:
    site.add_company(document=DOCUMENT | {"users": USERS})
    site.add_account()
    return logged_in(site, "anna")


def logged_in(site: PortalSite, login: str) -> Browser:
    browser = Browser(site)
    assert browser.log_in(login).status_code == 200
    return browser


def version_of(page: str) -> str:
    return str(re.findall(r'name="version" value="(\d+)"', page)[0])


def form(site: PortalSite, browser: Browser, account: str, **changed: object) -> dict[str, object]:
    """Return the fields of an account's form as a browser has them, with some changed."""
    page = browser.get(f"/people/{account}").text
    ticked = re.findall(r'name="permission" value="(\w+)" checked', page)
    name = re.findall(r'id="name" [^>]*?value="([^"]*)"', page)[0]
    fields: dict[str, object] = {"name": name, "language": "en", "permission": ticked}
    return fields | {"version": version_of(page)} | changed


def permissions_of(site: PortalSite, account: str) -> dict[str, tuple[str, list[str]]]:
    query = "SELECT permission, scope, members FROM portal.permission WHERE account = %s"
    with site.connect() as database:
        rows = database.execute(query, (account,)).fetchall()
    return {row["permission"]: (row["scope"], row["members"]) for row in rows}


def give(site: PortalSite, account: str, permission: str, scope: str, *members: str) -> None:
    with site.connect() as database:
        database.execute(
            """INSERT INTO portal.permission SELECT tenant, account, %s, %s, %s FROM portal.account WHERE account = %s
               ON CONFLICT (account, permission) DO UPDATE SET scope = excluded.scope, members = excluded.members""",
            (permission, scope, list(members), account),
        )


def test_a_new_person_gets_a_password_that_is_shown_once(site: PortalSite, owner: Browser) -> None:
    fields = {
        "login": "ewa",
        "name": "Ewa Żółć",
        "email": "ewa@acme.example",
        "phone": "601 100 202",
        "language": "pl",
    }
    page = owner.post("/people/new", **fields, permission=["reports", "fax"])
    password = re.findall(r'class="key">([a-z0-9-]+)<', page.text)[0]
    account = re.findall(r"/people/([0-9a-f-]{36})", page.text)[0]
    assert password not in owner.get(f"/people/{account}").text
    assert permissions_of(site, account) == {"reports": ("everybody", []), "fax": ("everybody", [])}
    assert Browser(site).log_in("ewa", password).url.path == "/login/password"
    added = next(entry for entry in site.audit() if entry["action"] == "add_account")
    assert (added["object"], added["after"]["phone"], password in str(added)) == (
        "ewa",
        "+48601100202",
        False,
    )
    assert "Ewa Żółć" in owner.get("/people?q=zolc").text
    assert "Nobody found" in owner.get("/people?q=nobody").text
    assert "has this login" in owner.post("/people/new", **fields).text


def test_mistakes_stand_at_their_fields_and_nothing_typed_is_lost(owner: Browser) -> None:
    page = owner.post(
        "/people/new",
        login="Ewa Nowak",
        name="\u202eevil <script>alert(1)</script>",
        email="x",
        phone="12",
        language="pl",
    )
    assert page.status_code == 422
    assert re.findall(r'id="(\w+)-told" class="mistake"', page.text) == ["login", "email", "phone"]
    assert "<script>alert" not in page.text
    assert "evil &lt;script&gt;" in page.text
    long = owner.post("/people/new", login="ewa", name="x" * 10_000, language="pl")
    assert re.findall(r'id="(\w+)-told" class="mistake"', long.text) == ["name"]
    assert owner.get("/people", params={"q": "\0" + "x" * 10_000}).status_code == 200


def test_nobody_gives_or_takes_over_what_they_do_not_have(site: PortalSite, owner: Browser) -> None:
    boss = str(re.findall(r"/people/([0-9a-f-]{36})", owner.get("/people").text)[0])
    jan = site.add_account("jan", permissions=("reports",))
    ewa = site.add_account("ewa", permissions=("fax",))
    site.add_account("piotr", permissions=("manage_users", "fax"))
    manager = logged_in(site, "piotr")
    assert (
        manager.post("/people/new", login="x1", name="X", language="pl", permission="owner").status_code
        == 403
    )
    assert (
        manager.post("/people/new", login="x1", name="X", language="pl", permission="support").status_code
        == 403
    )
    for account in (boss, jan):
        assert "cannot change it" in manager.get(f"/people/{account}").text
        for action in ("password", "disable", "enable", "sessions/end", "authenticator/off", "remove"):
            assert manager.post(f"/people/{account}/{action}").status_code == 403
        assert manager.post(f"/people/{account}", name="X", language="pl", version="1").status_code == 403
    assert (
        manager.post(f"/people/{ewa}", **form(site, manager, ewa, permission=["fax", "reports"])).status_code
        == 403
    )
    assert (
        manager.post(
            f"/people/{ewa}", **form(site, manager, ewa, permission=["fax", "manage_users"])
        ).status_code
        == 200
    )
    assert permissions_of(site, ewa).keys() == {"fax", "manage_users"}
    assert permissions_of(site, jan).keys() == {"reports"}
    refused = [entry for entry in site.audit() if entry["action"] == "lack_permission"]
    assert {entry["actor"] for entry in refused} == {"piotr"}


def test_a_manager_of_a_department_manages_its_people_only(site: PortalSite, owner: Browser) -> None:
    ewa, jan = (site.add_account(login, permissions=()) for login in ("ewa", "jan"))
    piotr = site.add_account("piotr", permissions=())
    give(site, piotr, "manage_users", "departments", "Sales")
    give(site, piotr, "reports", "users", "ewa")
    manager = logged_in(site, "piotr")
    assert "cannot change it" in manager.get(f"/people/{jan}").text
    assert manager.post(f"/people/{jan}/password").status_code == 403
    assert (
        manager.post(f"/people/{ewa}", **form(site, manager, ewa, permission=["reports"])).status_code == 200
    )
    assert permissions_of(site, ewa) == {"reports": ("users", ["ewa"])}
    path = f"/people/{ewa}/permissions/reports"
    version = version_of(manager.get(path).text)
    for scope in (
        {"kind": "everybody"},
        {"kind": "users", "user": ["ewa", "jan"]},
        {"kind": "departments", "department": "Sales"},
    ):
        assert manager.post(path, version=version, **scope).status_code == 403
    assert manager.post("/people/new", login="new", name="New", language="pl").status_code == 403


def test_an_owner_sets_whom_a_permission_covers(site: PortalSite, owner: Browser) -> None:
    ewa = site.add_account("ewa", permissions=("reports",))
    path = f"/people/{ewa}/permissions/reports"
    page = owner.get(path).text
    assert re.findall(r'name="department" value="(\w+)"', page) == ["Sales", "Stock"]
    version = version_of(page)
    assert owner.post(path, kind="departments", version=version).status_code == 422
    assert owner.post(path, kind="users", user="nobody", version=version).status_code == 422
    assert "Sales" in owner.post(path, kind="departments", department="Sales", version=version).text
    assert permissions_of(site, ewa) == {"reports": ("departments", ["Sales"])}
    assert owner.post(path, kind="everybody", version=version).status_code == 409
    assert permissions_of(site, ewa) == {"reports": ("departments", ["Sales"])}
    changed = next(entry for entry in site.audit() if entry["action"] == "change_account")
    assert changed["before"] == {"permissions": {"reports": "everybody"}}
    assert changed["after"] == {"permissions": {"reports": {"departments": ["Sales"]}}}
    assert owner.get(f"/people/{ewa}/permissions/fax").status_code == 404


def test_two_administrators_lose_nothing(site: PortalSite, owner: Browser) -> None:
    ewa = site.add_account("ewa", permissions=())
    other = Browser(site)
    other.log_in()
    mine, theirs = (form(site, one, ewa) for one in (owner, other))
    owner.post(f"/people/{ewa}", **mine | {"name": "Ewa First"})
    page = other.post(f"/people/{ewa}", **theirs | {"name": "Ewa Second"})
    assert (page.status_code, "Ewa First" in page.text, "Ewa Second" in page.text) == (409, True, True)
    assert "Ewa First" in owner.get(f"/people/{ewa}").text
    other.post(f"/people/{ewa}", **theirs | {"name": "Ewa Second", "version": version_of(page.text)})
    assert "Ewa Second" in owner.get(f"/people/{ewa}").text


def test_the_last_owner_stays(site: PortalSite, owner: Browser) -> None:
    anna = str(re.findall(r"/people/([0-9a-f-]{36})", owner.get("/people").text)[0])
    ewa = site.add_account("ewa", permissions=("owner",))
    with site.connect() as database:
        database.execute("UPDATE portal.account SET disabled = true WHERE account = %s", (ewa,))
    demoted = owner.post(f"/people/{anna}", **form(site, owner, anna, permission=["reports"]))
    assert "the last owner" in demoted.text
    for action in ("disable", "remove"):
        assert "the last owner" in owner.post(f"/people/{anna}/{action}").text
    owner.post(f"/people/{ewa}/enable")
    assert owner.post(f"/people/{anna}", **form(site, owner, anna, permission=["reports"])).status_code == 403
    assert permissions_of(site, anna).keys() == {"reports"}


def test_an_owner_is_made_and_an_account_removed_by_the_password(site: PortalSite, owner: Browser) -> None:
    ewa = site.add_account("ewa", permissions=())
    with site.connect() as database:
        database.execute("UPDATE portal.session SET confirmed = now() - interval '11 minutes'")
    asked = owner.post(f"/people/{ewa}", **form(site, owner, ewa, permission=["owner"]))
    assert (asked.status_code, 'name="confirmation"' in asked.text) == (422, True)
    fields = form(site, owner, ewa, permission=["owner"])
    assert owner.post(f"/people/{ewa}", **fields, confirmation="guess").status_code == 422
    assert permissions_of(site, ewa) == {}
    assert owner.post(f"/people/{ewa}", **fields, confirmation=PASSWORD).status_code == 200
    assert permissions_of(site, ewa).keys() == {"owner"}
    with site.connect() as database:
        database.execute("UPDATE portal.session SET confirmed = now() - interval '11 minutes'")
    assert owner.post(f"/people/{ewa}/remove").url.path == "/login/confirm"
    assert owner.post("/login/confirm", password=PASSWORD, next=f"/people/{ewa}/remove").url.path.endswith(
        "/remove"
    )
    assert owner.post(f"/people/{ewa}/remove").url.path == "/people"
    assert owner.get(f"/people/{ewa}").status_code == 404


def test_a_disabled_account_and_a_new_password_end_sessions(site: PortalSite, owner: Browser) -> None:
    ewa = site.add_account("ewa", permissions=())
    for action in ("disable", "password", "sessions/end"):
        if action != "disable":
            owner.post(f"/people/{ewa}/enable")
            with site.connect() as database:
                database.execute("UPDATE portal.account SET password_once = false WHERE account = %s", (ewa,))
        theirs = logged_in(site, "ewa")
        page = owner.post(f"/people/{ewa}/{action}")
        assert theirs.get("/account").url.path == "/login"
        if action == "disable":
            assert Browser(site).log_in("ewa").status_code == 401
        if action == "password":
            assert Browser(site).log_in("ewa").status_code == 401
            password = re.findall(r'class="key">([a-z0-9-]+)<', page.text)[0]
            assert Browser(site).log_in("ewa", password).url.path == "/login/password"
            return


def test_read_only_sees_people_and_changes_none(site: PortalSite, owner: Browser) -> None:
    ewa = site.add_account("ewa", permissions=())
    site.add_account("jan", permissions=("read_only",))
    reader = logged_in(site, "jan")
    assert "Ewa" in reader.get("/people").text
    assert "cannot change it" in reader.get(f"/people/{ewa}").text
    assert "/people/new" not in reader.get("/people").text
    assert reader.post(f"/people/{ewa}/disable").status_code == 403
    assert reader.get("/people/rules").status_code == 403
