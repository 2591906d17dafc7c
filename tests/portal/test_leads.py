"""Editing in the drawing: an exit is led to another block."""

from typing import Any

from tests.portal.site import Browser, PortalSite
from tests.portal.test_changes import draft, somebody
from tests.portal.test_check import COMPANY
from wco_portal.drafts.document import mark_of
from wco_portal.screens.drawing.lead import led


def blocks(site: PortalSite) -> Any:
    """Return the blocks of the draft."""
    with site.connect() as database:
        row = database.execute("SELECT document FROM portal.draft").fetchone()
    assert row
    return row["document"]["blocks"]


def lead(browser: Browser, block: str, **fields: str) -> tuple[int, str]:
    seen = mark_of(COMPANY["blocks"].get(block))
    answer = browser.post(f"/drawing/blocks/{block}", **{"seen": seen} | fields)
    return answer.status_code, answer.text


def test_an_exit_is_led_elsewhere_wherever_the_spec_names_it(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, COMPANY)
    page = browser.get("/drawing/blocks/menu").text
    assert '<option value="keys.1" >Key 1</option>' in page
    assert lead(browser, "menu", exit="keys.1", target="end")[0] == 200
    assert lead(browser, "hours", exit="rules.1.to", target="menu")[0] == 200
    assert (
        lead(browser, "sales", exit="exits.callback", target="end")[0] == 422
    )  # nobody can ask for a callback there
    assert lead(browser, "sales", exit="exits.end_of_call", target="menu")[0] == 200
    found = blocks(site)
    assert found["menu"] == COMPANY["blocks"]["menu"] | {"keys": {"1": "end", "*": "menu"}}
    assert found["hours"]["rules"] == [
        COMPANY["blocks"]["hours"]["rules"][0],
        {"callers": "vip", "to": "menu"},
    ]
    assert found["sales"]["exits"]["end_of_call"] == "menu"
    assert [entry["object"] for entry in site.audit() if entry["action"] == "change_draft"] == [
        *("blocks.menu", "blocks.hours", "blocks.sales"),
    ]


def test_nothing_unseen_is_overwritten_and_nothing_invented(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, COMPANY)
    status, page = lead(browser, "menu", exit="keys.1", target="end", seen="another")
    assert (status, "meanwhile" in page) == (409, True)
    assert '<option value="end" selected>' in page  # what was chosen is kept
    for fields in (
        {"exit": "keys.9", "target": "end"},
        {"exit": "keys.1", "target": "gone"},
        {"exit": "type", "target": "end"},
        {},
    ):
        status, page = lead(browser, "menu", **fields)
        assert (status, "does not exist any more" in page) == (422, True), fields
    assert lead(browser, "gone", exit="keys.1", target="end")[0] == 404
    assert blocks(site) == COMPANY["blocks"]


def test_who_may_only_look_gets_no_form(site: PortalSite) -> None:
    browser = somebody(site, "read_only")
    draft(site, COMPANY)
    assert '<form method="post" action="/drawing' not in browser.get("/drawing/blocks/menu").text
    assert "/drawing/blocks/" not in browser.get("/drawing").text
    assert lead(browser, "menu", exit="keys.1", target="end")[0] == 403


def test_a_block_is_left_as_it_is_but_for_the_exit() -> None:
    block = {"type": "group", "exits": {"full": "end"}}
    assert led(block, ("exits", "end_of_call"), "menu") == {
        "type": "group",
        "exits": {"full": "end", "end_of_call": "menu"},
    }
    assert block["exits"] == {"full": "end"}
    assert led({"type": "x"}, ("exits", "next"), "end") == {"type": "x", "exits": {"next": "end"}}
