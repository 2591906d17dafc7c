"""The drawing: a picture of the draft in which each block is a link, and the same in words."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tests.portal.site import DOCUMENT, Browser, PortalSite
from tests.portal.test_changes import draft, somebody
from wco_portal.switchboard.picture import picture
from wcoctl.simulate import WalkStep

SVG = "{http://www.w3.org/2000/svg}"
MENU = {
    "type": "menu",
    "prompt": "hello",
    "keys": {"1": "sales", "*": "menu"},
    "exits": {"wrong_key": "end", "no_input": "end"},
}
SALES = {
    "type": "group",
    "name": "Sprzedaż",
    "members": ["anna"],
    "exits": dict.fromkeys(("timeout", "full", "no_members", "inactive"), "end"),
}
OFFICE: dict[str, Any] = DOCUMENT | {
    "main_numbers": {"primary": {"number": "+48221001000", "entry": "menu"}},
    "users": {"anna": {"name": "Anna Nowak", "number": "+48501500500"}},
    "prompts": {"hello": {"text": "Good morning"}},
    "blocks": {"menu": MENU, "sales": SALES, "end": {"type": "hangup"}},
}


def links(root: ET.Element) -> dict[str, str]:
    """Return the name of each link in a picture."""
    return {one.attrib["href"]: one.attrib["aria-label"] for one in root.iter(f"{SVG}a")}


def test_each_block_is_a_link_with_a_name() -> None:
    root = ET.fromstring(picture(OFFICE, "en"))  # noqa: S314
    assert links(root) == {
        "/switchboard/blocks/menu": "VOICE MENU menu “Good morning”",
        "/switchboard/blocks/sales": "GROUP sales Sprzedaż Anna Nowak",
        "/switchboard/blocks/end": "HANG-UP end",
    }
    text = " ".join(root.itertext())
    assert " Key 1 " in text
    assert " Key * " in text
    polish = " ".join(ET.fromstring(picture(OFFICE, "pl")).itertext())  # noqa: S314
    assert "MENU GŁOSOWE" in polish
    assert " Klawisz 1 " in polish
    assert "Key" not in polish


def test_the_policy_lets_the_picture_through() -> None:
    drawn = picture(OFFICE, "en")
    assert not re.search(r"<(style|script)|\sstyle=|\son\w+=|xlink", drawn)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>\"'&amp;",
        "</text></svg><img src=x onerror=alert(1)>",
        "\\N \\G %s {% raw %}",
        "\u202eevil\u202c שלום",
        "x" * 200,
        "<B>not bold</B>>",
    ],
)
def test_hostile_text_stays_text(name: str) -> None:
    document = OFFICE | {
        "name": name,
        "users": {"anna": OFFICE["users"]["anna"] | {"name": name, "direct_calls": "menu"}},
        "prompts": {"hello": {"text": name}},
        "blocks": OFFICE["blocks"] | {"sales": SALES | {"name": name}},
    }
    root = ET.fromstring(picture(document, "en"))  # noqa: S314
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "g", "a", "text", "polygon", "polyline", "path", "ellipse", "rect"),
    }
    assert len(links(root)) == 3
    drawn = "".join(one.text or "" for one in root.iter(f"{SVG}text")).replace("\xa0", " ")
    assert name[:20] in drawn


def test_mistakes_and_the_way_of_a_call_are_marked() -> None:
    blocks = OFFICE["blocks"] | {"sales": SALES | {"members": ["nobody"]}}
    steps = [WalkStep("menu", "menu", "key_1", 0, 0, ()), WalkStep("sales", "group", "-", 0, 0, ())]
    root = ET.fromstring(picture(OFFICE | {"blocks": blocks}, "en", steps))  # noqa: S314
    assert links(root)["/switchboard/blocks/sales"].endswith("; has a mistake; step 2 of the call")
    nodes = {one.get("data-block"): one for one in root.iter(f"{SVG}g") if one.get("data-block")}
    assert nodes["menu"].get("class") == "node passed"
    assert nodes["sales"].get("class") == "node wrong passed"
    assert nodes["end"].get("class") == "node"
    badges = [
        "".join(one.itertext()) for one in nodes["sales"].iter(f"{SVG}g") if one.get("class") == "badge"
    ]
    assert badges == ["2", "!"]
    passed = [one for one in root.iter(f"{SVG}g") if one.get("class") == "edge passed"]
    assert len(passed) == 2  # from the number to the menu, and on to the group


def test_a_block_that_does_not_exist_is_drawn_as_missing() -> None:
    blocks = OFFICE["blocks"] | {"menu": MENU | {"keys": {"1": "gone"}, "prompt": "none"}}
    root = ET.fromstring(picture(OFFICE | {"blocks": blocks}, "en"))  # noqa: S314
    assert "/switchboard/blocks/gone" not in links(root)
    (missing,) = (one for one in root.iter(f"{SVG}g") if one.get("data-block") == "gone")
    assert "MISSING BLOCK" in " ".join(missing.itertext())
    assert missing.get("class") == "node wrong"


def test_the_page_has_the_picture_and_the_list(site: PortalSite) -> None:
    browser = somebody(site, "read_only")
    draft(site, OFFICE)
    page = browser.get("/drawing").text
    assert page.count('href="/switchboard/blocks/sales"') == 2
    assert re.search(r'<li>Key 1 →\s+<a href="#block-sales">sales</a></li>', page)
    assert "the call ends" in page
    assert "mistake:" not in page


def test_mistakes_are_listed_and_what_cannot_be_drawn_is_told(site: PortalSite) -> None:
    browser = somebody(site)
    draft(site, OFFICE | {"blocks": OFFICE["blocks"] | {"sales": SALES | {"members": ["nobody"]}}})
    page = browser.get("/drawing").text
    assert "The draft has 1 mistake:" in page
    assert 'href="/switchboard/blocks/sales"><strong>Block › sales › Members' in page
    assert "cannot be drawn" not in page
    draft(site, OFFICE | {"blocks": OFFICE["blocks"] | {"sales": {"type": "nothing"}}})
    page = browser.get("/drawing").text
    assert "Until they are corrected it cannot be drawn. This is what is published." in page
    assert 'href="/switchboard/blocks/end"' in page  # of the published one


def test_others_may_not_look(site: PortalSite) -> None:
    site.add_company()
    site.add_account("fred", permissions=("fax",))
    browser = Browser(site)
    browser.log_in("fred")
    assert browser.get("/drawing").status_code == 403
