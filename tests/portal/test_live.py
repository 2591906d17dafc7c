"""The screen of what is switched over: seen, set with an end, and ended."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.portal.site import Browser, PortalSite
from tests.portal.test_check import COMPANY
from wco_portal.screens.live.ends import Chosen, WrongEnd, end_of
from wcoctl.simulate.request import OVERRIDE_VALUES

WARSAW = ZoneInfo("Europe/Warsaw")
ANNA = COMPANY["users"]["anna"] | {"department": "Sales"}
DOCUMENT = COMPANY | {"users": COMPANY["users"] | {"anna": ANNA}}


@pytest.fixture
def browser(site: PortalSite) -> Browser:
    site.add_company(document=DOCUMENT)
    site.add_account(permissions=("configure",))
    browser = Browser(site)
    browser.log_in()
    return browser


def switch(browser: Browser, kind: str, name: str, value: str, **fields: str) -> Any:
    return browser.post("/live/switch", kind=kind, name=name, value=value, **({"end": "today"} | fields))


def row(site: PortalSite, kind: str) -> dict[str, Any]:
    with site.connect() as database:
        found = database.execute("SELECT * FROM live_switch WHERE kind = %s", (kind,)).fetchone()
    assert found
    return found


def test_a_schedule_is_held_until_midnight_of_the_company(site: PortalSite, browser: Browser) -> None:
    page = switch(browser, "schedule", "office", "open")
    assert (page.status_code, page.url.path) == (200, "/live")
    assert "switched over" in page.text
    found = row(site, "schedule")
    assert (found["tenant"], found["name"], found["value"], found["author"]) == (
        "acme",
        "office",
        "open",
        "anna",
    )
    assert found["until"].astimezone(WARSAW).strftime("%H:%M") == "00:00"
    assert datetime.now(UTC) < found["until"] <= datetime.now(UTC) + timedelta(hours=25)
    entry = site.audit()[-1]
    assert (entry["action"], entry["object"], entry["after"]["value"]) == (
        "set_switch",
        "schedule/office",
        "open",
    )
    page = browser.post("/live/switch", kind="schedule", name="office", reset="yes")
    assert "switched over" not in page.text
    assert row(site, "schedule")["until"] <= datetime.now(UTC)
    assert site.audit()[-1]["action"] == "reset_switch"


def test_values_are_those_of_the_nodes(site: PortalSite, browser: Browser) -> None:
    asked = {
        "group": ("sales", "off"),
        "member": ("sales/anna", "out"),
        "redirect": ("anna", "+48 600 100 200"),
    }
    for kind, (name, value) in asked.items():
        assert switch(browser, kind, name, value, end="never").status_code == 200
        found = row(site, kind)
        assert (found["name"], found["until"]) == (name, None)
        assert found["value"] in OVERRIDE_VALUES[kind] or kind == "redirect"
    assert row(site, "redirect")["value"] == "+48600100200"


def test_until_the_next_opening_and_a_time_of_ones_own(site: PortalSite, browser: Browser) -> None:
    switch(browser, "group", "sales", "off", end="opening")
    until = row(site, "group")["until"].astimezone(WARSAW)
    assert until.strftime("%H:%M") == "08:00"
    assert until.date() > datetime.now(WARSAW).date()
    day = (datetime.now(WARSAW) + timedelta(days=3)).date().isoformat()
    switch(browser, "group", "sales", "off", end="time", day=day, time="10:30")
    assert row(site, "group")["until"].astimezone(WARSAW).strftime("%Y-%m-%d %H:%M") == f"{day} 10:30"


def test_what_is_no_switch_is_refused(browser: Browser) -> None:
    wrong = [
        ("schedule", "office", "planned", {}, 422),
        ("schedule", "office", "open", {"end": "never"}, 422),
        ("schedule", "office", "open", {"end": "time", "day": "2020-01-01", "time": "10:00"}, 422),
        ("schedule", "office", "open", {"end": "time", "day": "9999-12-31", "time": "10:00"}, 422),
        ("schedule", "office", "open", {"end": "time", "day": "x", "time": "<script>"}, 422),
        ("group", "sales", "<script>alert(1)", {}, 422),
        ("redirect", "anna", "12", {}, 422),
        ("redirect", "anna", "+48221001000", {}, 422),
        ("group", "nothing", "on", {}, 404),
        ("member", "nothing/anna", "out", {}, 404),
        ("presentation", "anna", "on", {}, 404),
        ("lock", "anna", "off", {}, 403),
    ]
    for kind, name, value, fields, status in wrong:
        answer = switch(browser, kind, name, value, **fields)
        assert answer.status_code == status, (kind, name, value)
        assert "<script>alert" not in answer.text
    assert "switched over" not in browser.get("/live").text


def test_what_was_switched_last_holds_for_a_member(site: PortalSite, browser: Browser) -> None:
    switch(browser, "member", "sales/anna", "out")
    switch(browser, "member", "*/anna", "in")
    assert "<strong>logged out" not in browser.get("/live/people/anna").text
    with site.connect() as nodes:
        nodes.execute(
            "UPDATE live_switch SET changed = now() + interval '1 minute' WHERE name = 'sales/anna'"
        )
    assert "<strong>logged out" in browser.get("/live/people/anna").text
    switch(browser, "member", "sales/anna", "in")
    assert "<strong>logged out" not in browser.get("/live/people/anna").text


def test_a_lock_is_told_and_the_operators(site: PortalSite, browser: Browser) -> None:
    with site.connect("wco_live") as nodes:
        nodes.execute(
            "INSERT INTO live_switch VALUES ('acme', 'lock', 'anna', 'on', NULL, now(), '_guard'),"
            " ('other', 'lock', 'anna', 'on', NULL, now(), '_guard')"
        )
    page = browser.get("/live/people/anna").text
    assert "locked: the operator unlocks" in page
    assert "spending guard" in page
    with site.connect("wco_portal") as portal, portal.transaction():
        portal.execute("SELECT set_config('wco.tenant', 'acme', true)")
        assert len(portal.execute("SELECT * FROM live_switch").fetchall()) == 1
        assert portal.execute("UPDATE live_switch SET value = 'off'").rowcount == 0
    for tenant, kind in (("acme", "lock"), ("other", "group")):
        with site.connect("wco_portal") as portal, portal.transaction():
            portal.execute("SELECT set_config('wco.tenant', 'acme', true)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege), portal.transaction():
                portal.execute(
                    "INSERT INTO live_switch (tenant, kind, name, value, author) VALUES (%s, %s, 'x', 'on', 'x')",
                    (tenant, kind),
                )


def test_a_scope_covers_its_people_only(site: PortalSite, browser: Browser) -> None:
    with site.connect() as database:
        database.execute("UPDATE portal.permission SET scope = 'departments', members = '{Sales}'")
    assert switch(browser, "redirect", "anna", "+48600100200").status_code == 200
    assert switch(browser, "redirect", "jan", "+48600100200").status_code == 403
    assert switch(browser, "group", "sales", "off").status_code == 403
    assert browser.get("/live/people/jan").status_code == 403
    page = browser.get("/live").text
    assert "/live/people/anna" in page
    assert "/live/people/jan" not in page
    assert "/live/switch" not in page


def test_who_may_only_look_changes_nothing(site: PortalSite) -> None:
    site.add_company(document=DOCUMENT)
    site.add_account(permissions=("read_only",))
    browser = Browser(site)
    browser.log_in()
    assert "/live/switch" not in browser.get("/live").text
    assert switch(browser, "group", "sales", "off").status_code == 403


def test_ends_follow_the_clock_when_it_is_changed() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=WARSAW)
    assert end_of(Chosen("today"), None, before + timedelta(days=1), schedule=True) == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )
    chosen = Chosen("time", "2026-03-29", "02:30")  # does not exist
    assert end_of(chosen, None, before, schedule=True) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    with pytest.raises(WrongEnd):
        end_of(Chosen("opening"), None, before, schedule=True)
