"""The audit log's page: found by person, action, day and text; in plain words; as a file."""

import ast
import csv
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from psycopg.types.json import Jsonb

import wco_portal
from tests.portal.site import Browser, PortalSite
from wco_portal.screens.audit.download import defused
from wco_portal.screens.audit.words import ACTIONS, changes


@pytest.fixture
def browser(site: PortalSite) -> Browser:
    site.add_company()
    site.add_account(permissions=("read_audit",))
    found = Browser(site)
    found.log_in()
    return found


def add(site: PortalSite, **content: object) -> None:
    entry = {
        "actor": "ewa",
        "kind": "account",
        "address": "192.0.2.9",
        "action": "look",
        "object": "",
        "result": "done",
    }
    with site.connect("wco_portal") as connection, connection.transaction():
        connection.execute("SELECT set_config('wco.tenant', 'acme', true)")
        connection.execute("SELECT portal.record(%s)", (Jsonb(entry | content),))


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"<tr>\s*<td>(\d+)</td>", page)]


def test_entries_are_found_by_person_action_day_and_text(site: PortalSite, browser: Browser) -> None:
    add(site, object="Zażółć")
    add(site, actor="jan", before={"name": "Old"}, after={"name": "New"})
    assert numbers(browser.get("/audit").text) == [4, 3, 2, 1]
    for query, expected in (
        ("person=jan", [4]),
        ("action=look", [4, 3]),
        ("words=zazolc", [3]),
        ("words=old", [4]),
        ("words=name%25", []),
        ("since=2020-01-01&until=2020-01-02", []),
        ("since=2020-01-01&until=9999-12-31&person=", [4, 3, 2, 1]),
        ("since=&until=&person=%00jan", [4]),
    ):
        page = browser.get(f"/audit?{query}")
        assert (page.status_code, numbers(page.text)) == (200, expected), query
    assert browser.get("/audit?since=yesterday").status_code == 422


def test_pages_go_on_at_a_number(site: PortalSite, browser: Browser) -> None:
    for _ in range(60):
        add(site)
    page = browser.get("/audit?action=look").text
    assert numbers(page) == list(range(62, 12, -1))
    older = re.findall(r'href="(/audit\?[^"]+before=[^"]+)"', page)[0].replace("&amp;", "&")
    add(site)
    assert numbers(browser.get(older).text) == list(range(12, 2, -1)), "whatever is added meanwhile"


def test_changes_are_told_in_plain_words(site: PortalSite, browser: Browser) -> None:
    add(
        site,
        action="change_account",
        before={"name": "<b>Ewa</b>", "permissions": {"reports": "everybody"}},
        after={
            "name": "\u202eEwa",
            "permissions": {"reports": {"departments": ["Sales", "Stock"]}, "fax": "everybody"},
        },
    )
    page = browser.get("/audit").text
    assert "<b>Ewa</b>" not in page
    assert re.search(r"See reports: .*everybody.*departments: Sales, Stock", page, re.DOTALL)
    assert "Changed an account" in page


def test_what_has_no_words_is_shown_as_it_is_and_cut() -> None:
    content = {"after": {"blocks": {"menu": [{"key": "1"}]}, "note": "x" * 10_000, "on": True}}
    found = changes(content, lambda text: text)
    assert found[0] == ("blocks / menu", "", '[{"key": "1"}]')
    assert len(found[1][2]) == 301
    assert found[2] == ("on", "", "True")


def test_the_file_has_all_entries_and_no_formula(site: PortalSite, browser: Browser) -> None:
    for number in range(1200):
        add(site, object='=HYPERLINK("https://evil.example")', after={"number": number})
    answer = browser.get("/audit/download?action=look")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 1201
    assert rows[1][6] == '\'=HYPERLINK("https://evil.example")'
    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@")] == []
    assert site.audit()[-1]["action"] == "download_audit"
    assert [defused(cell) for cell in ("+48", " =1", "", "a=1", "\t=1")] == [
        "'+48",
        "' =1",
        "",
        "a=1",
        "'\t=1",
    ]


def test_times_are_those_of_the_company(site: PortalSite, browser: Browser) -> None:
    add(site, object="from the south")
    with site.connect() as database:
        database.execute(
            """UPDATE portal.company SET document = document || '{"timezone": "Pacific/Auckland"}'"""
        )
    moment = datetime.fromisoformat(site.audit()[-1]["at"]).astimezone(ZoneInfo("Pacific/Auckland"))
    assert f"{moment:%H:%M:%S}</time>" in browser.get("/audit?action=look").text
    rows = list(csv.reader(browser.get("/audit/download?action=look").text.splitlines(), delimiter=";"))
    assert rows[1][1] == moment.isoformat(timespec="seconds")
    with site.connect() as database:
        database.execute("""UPDATE portal.company SET document = document || '{"timezone": "../etc"}'""")
    assert browser.get("/audit?action=look").status_code == 200


def test_log_ins_that_fail_are_in_the_log(site: PortalSite, browser: Browser) -> None:
    Browser(site).log_in("anna", "guess")
    Browser(site).log_in("nobody\u202e" + "x" * 200, "guess")
    Browser(site).log_in("anna", "guess", company="unknown")
    failed = [entry for entry in site.audit() if entry["result"] == "refused"]
    assert [(entry["actor"][:6], entry["kind"], entry["action"]) for entry in failed] == [
        ("anna", "stranger", "log_in"),
        ("nobody", "stranger", "log_in"),
    ]
    assert site.audit("unknown") == []


def test_every_action_of_the_code_has_words() -> None:
    names = set()
    for file in Path(wco_portal.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id
                in (
                    "record",
                    "record_sparsely",
                )
            ):
                names |= {one.value for one in node.args[2:3] if isinstance(one, ast.Constant)}
    assert len(names) > 15
    assert names - ACTIONS.keys() == set(), "screens/audit/words.py has no words for these"
