"""The screens of the switchboard's entries, against a real PostgreSQL."""

import re
from html import unescape
from typing import Any

import pytest

from tests.portal.site import DOCUMENT, Browser, PortalSite
from wco_portal.drafts.document import mark_of
from wco_portal.screens.switchboard.collections import COLLECTIONS, SETTINGS
from wco_portal.switchboard.names import identifier_of
from wco_portal.switchboard.words import TYPES
from wcoctl.blocks.models import MODELS

USERS = {
    "anna": {"name": "Anna <b>Nowak</b>", "number": "+48601100201", "department": "Sales", "login": "anna"},
    "jan": {"name": "Jan", "number": "+48601100203", "department": "Stock"},
}
FULL: dict[str, Any] = DOCUMENT | {
    "main_numbers": {
        "primary": {"number": "+48221001000", "entry": "night"},
        "additional": [{"number": "+48221001001"}],
    },
    "users": USERS,
    "internal_numbers": {"11": {"user": "anna"}},
    "lists": {"unwanted": {"numbers": ["+48226100000"]}},
    "blocklist": [{"callers": "unwanted"}],
    "prompts": {"hello": {"text": "Dzień dobry"}},
    "schedules": {"office": {"hours": {"mon-fri": "08:00-16:00"}}},
    "contacts": {"shop": {"name": "Shop", "number": "+48601999999"}},
    "occasional_announcements": {
        "feast": {"prompt": "hello", "first": "2026-12-24T12:00", "last": "2026-12-26"}
    },
    "blocks": DOCUMENT["blocks"]  # type: ignore[operator]  # the document's parts are of any type
    | {
        "sales": {
            **{"type": "group", "name": "Sales", "members": ["anna"]},
            "exits": {"timeout": "end", "full": "end", "no_members": "end", "inactive": "end"},
        },
        "night": {
            **{"type": "condition", "rules": [{"schedule": "office", "state": "closed", "to": "end"}]},
            "exits": {"otherwise": "sales"},
        },
    },
}


@pytest.fixture
def anna(site: PortalSite) -> Browser:
    site.add_company(document=FULL)
    site.add_account(permissions=("configure",))
    return logged_in(site)


def logged_in(site: PortalSite, login: str = "anna") -> Browser:
    browser = Browser(site)
    assert browser.log_in(login).status_code == 200
    return browser


def draft_of(site: PortalSite) -> dict[str, Any]:
    with site.connect() as database:
        row = database.execute("SELECT document FROM portal.draft WHERE tenant = 'acme'").fetchone()
    return dict(row["document"]) if row else FULL


def fields_in(page: str) -> dict[str, Any]:
    """Return what a browser submits of the page's form."""
    form = page[page.index('name="_seen"') - 30 :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag or " checked" in tag
        if name and ticked:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "on")
    for name, inside in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(
            r'<option value="([^"]*)"', inside
        )
        found[name] = [unescape(chosen[1])] if chosen else [""]
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S):
        found[name] = [unescape(text)]
    return found


def test_the_index_leads_to_everything(anna: Browser) -> None:
    page = anna.get("/switchboard").text
    for slug in ("users", *COLLECTIONS):
        assert f'href="/switchboard/{slug}"' in page
        assert anna.get(f"/switchboard/{slug}").status_code == 200
    for slug in SETTINGS:
        assert anna.get(f"/switchboard/settings/{slug}").status_code == 200
    assert TYPES.keys() == MODELS.keys()


def test_every_untouched_form_saves_the_same(site: PortalSite, anna: Browser) -> None:
    forms = [f"settings/{slug}" for slug in SETTINGS]
    keys = {"users": "users"} | {one.slug: one.key for one in COLLECTIONS.values()}
    forms += [f"{slug}/{name}" for slug, key in keys.items() for name in FULL[key]]
    for path in forms:
        answer = anna.post(f"/switchboard/{path}", **fields_in(anna.get(f"/switchboard/{path}").text))
        assert answer.status_code == 200, path
        assert "Saved in the draft." in answer.text, path
    assert draft_of(site) == FULL
    assert [one["action"] for one in site.audit() if one["action"] == "change_draft"] == []


def test_a_user_is_changed_in_the_draft(site: PortalSite, anna: Browser) -> None:
    page = anna.get("/switchboard/users/anna").text
    assert "Anna &lt;b&gt;Nowak&lt;/b&gt;" in page
    assert "<b>Nowak" not in page
    answer = anna.post(
        "/switchboard/users/anna", **fields_in(page) | {"email": "anna@acme.example", "x.y": "z"}
    )
    assert "Saved in the draft." in answer.text
    assert draft_of(site)["users"] == USERS | {"anna": USERS["anna"] | {"email": "anna@acme.example"}}


def test_mistakes_are_saved_and_stand_at_their_fields(site: PortalSite, anna: Browser) -> None:
    fields = fields_in(anna.get("/switchboard/users/anna").text)
    answer = anna.post("/switchboard/users/anna", **fields | {"number": "12", "ring_seconds": "long"})
    assert "Saved in the draft, with 2 mistakes" in answer.text
    assert re.search(
        r'name="number" value="12"[^>]*aria-describedby="number-told"[^>]*aria-invalid', answer.text
    )
    assert re.search(r'id="number-told" class="mistake">`12` is not', answer.text)
    assert draft_of(site)["users"]["anna"]["ring_seconds"] == "long"
    assert "1 mistake" not in anna.get("/switchboard/users").text
    assert "2 mistakes" in anna.get("/switchboard/users").text


def test_nobody_overwrites_what_they_have_not_seen(site: PortalSite, anna: Browser) -> None:
    page = fields_in(anna.get("/switchboard/users/jan").text)
    anna.post("/switchboard/users/jan", **page | {"name": "Jan Kowalski"})
    answer = anna.post("/switchboard/users/jan", **page | {"name": "Janusz", "email": "j@acme.example"})
    assert answer.status_code == 409
    assert "<del>Jan Kowalski</del>" in answer.text
    assert 'value="j@acme.example"' in answer.text
    assert draft_of(site)["users"]["jan"]["name"] == "Jan Kowalski"
    assert "Saved in the draft." in anna.post("/switchboard/users/jan", **fields_in(answer.text)).text
    assert draft_of(site)["users"]["jan"]["name"] == "Janusz"


def test_what_was_removed_meanwhile_may_come_back(site: PortalSite, anna: Browser) -> None:
    page = fields_in(anna.get("/switchboard/blocks/night").text)
    asked = anna.get("/switchboard/blocks/night/remove").text
    assert "Main numbers" in asked
    anna.post("/switchboard/blocks/night/remove", _seen=mark_of(FULL["blocks"]["night"]))
    assert "night" not in draft_of(site)["blocks"]
    answer = anna.post("/switchboard/blocks/night", **page)
    assert (answer.status_code, "save again to bring it back" in answer.text) == (409, True)
    assert anna.post("/switchboard/blocks/night", **fields_in(answer.text)).status_code == 200
    assert draft_of(site)["blocks"]["night"] == FULL["blocks"]["night"]
    assert anna.post("/switchboard/blocks/nothing", **page | {"_seen": ""}).status_code == 404


def test_removing_asks_and_says_what_needs_it(site: PortalSite, anna: Browser) -> None:
    assert "Nothing else needs it." in anna.get("/switchboard/contacts/shop/remove").text
    asked = anna.get("/switchboard/users/anna/remove").text
    assert "still needed by" in asked
    assert "Internal number: <bdi>11</bdi>" in asked
    assert "Block: <bdi>Sales</bdi>" in asked
    stale = anna.post("/switchboard/users/anna/remove", _seen="0" * 32)
    assert (stale.status_code, "anna" in draft_of(site)["users"]) == (409, True)
    assert anna.post("/switchboard/users/anna/remove", _seen=fields_in(asked)["_seen"][0]).status_code == 200
    assert "anna" not in draft_of(site)["users"]


def test_new_entries_are_identified_by_what_they_are_called(site: PortalSite, anna: Browser) -> None:
    assert identifier_of("Zażółć Gęślą – Łódź", ()) == "zazolc_gesla_lodz"
    assert identifier_of("hangup", ()) == "hangup_2"
    assert identifier_of("24/7", {"n_24_7"}) == "n_24_7_2"
    assert identifier_of("Ω", ()) == "n"
    anna.post("/switchboard/new/users", **{"name": "Anna", "number": "+48601100204", "active": "on"})
    assert draft_of(site)["users"]["anna_2"] == {"name": "Anna", "number": "+48601100204"}
    refused = anna.post("/switchboard/new/users", name=" ", number="+48601100205")
    assert (refused.status_code, 'value="+48601100205"' in refused.text) == (422, True)
    anna.post("/switchboard/new/blocks", _name="Dział Obsługi", _type="group")
    assert draft_of(site)["blocks"]["dzial_obslugi"] == {
        "type": "group",
        "name": "Dział Obsługi",
        "members": [],
    }
    anna.post("/switchboard/new/prompts", _name="Witamy", text="Dzień dobry")
    assert draft_of(site)["prompts"]["witamy"] == {"text": "Dzień dobry"}
    assert "Use 2 to 6 digits." in anna.post("/switchboard/new/internal-numbers", _name="1").text
    assert "taken already" in anna.post("/switchboard/new/internal-numbers", _name="11").text
    anna.post("/switchboard/new/internal-numbers", _name="12", user="jan")
    assert draft_of(site)["internal_numbers"]["12"] == {"user": "jan"}


@pytest.mark.parametrize("type_", sorted(MODELS))
def test_a_new_block_of_each_type_has_a_form(site: PortalSite, anna: Browser, type_: str) -> None:
    answer = anna.post("/switchboard/new/blocks", _name="Fresh", _type=type_)
    assert answer.status_code == 200
    assert draft_of(site)["blocks"]["fresh"]["type"] == type_
    again = anna.post("/switchboard/blocks/fresh", **fields_in(answer.text))
    assert again.status_code == 200
    assert draft_of(site)["blocks"]["fresh"]["type"] == type_


def test_rows_are_added_without_saving(site: PortalSite, anna: Browser) -> None:
    fields = fields_in(anna.get("/switchboard/blocks/night").text)
    more = anna.post(
        "/switchboard/blocks/night", **fields | {"_rows": "add rules", "rules.0.anonymous": "true"}
    )
    assert more.status_code == 200
    assert 'name="rules.1.to"' in more.text
    assert draft_of(site) == FULL
    answer = anna.post("/switchboard/blocks/night", **fields_in(more.text) | {"rules.1.to": "sales"})
    assert answer.status_code == 200
    assert [rule["to"] for rule in draft_of(site)["blocks"]["night"]["rules"]] == ["end", "sales"]
    moved = anna.post("/switchboard/blocks/night", **fields_in(answer.text) | {"_rows": "up rules.1"})
    anna.post("/switchboard/blocks/night", **fields_in(moved.text))
    assert [rule["to"] for rule in draft_of(site)["blocks"]["night"]["rules"]] == ["sales", "end"]


def test_numbers_stay_the_operators(site: PortalSite, anna: Browser) -> None:
    page = anna.get("/switchboard/settings/main-numbers").text
    assert "+48221001001" in page
    hostile = {"main_numbers.primary.number": "+48221009999", "main_numbers.additional.0.number": "x"}
    hostile |= {
        "main_numbers.additional.0.entry": "sales",
        "main_numbers.additional.1.number": "+48221009998",
    }
    anna.post("/switchboard/settings/main-numbers", **fields_in(page) | hostile)
    assert draft_of(site)["main_numbers"] == {
        "primary": {"number": "+48221001000", "entry": "night"},
        "additional": [{"number": "+48221001001", "entry": "sales"}],
    }


def test_a_setting_is_not_overwritten_unseen_either(site: PortalSite, anna: Browser) -> None:
    fields = fields_in(anna.get("/switchboard/settings/transfers").text)
    anna.post("/switchboard/settings/transfers", **fields | {"transfers.ring_seconds": "30"})
    answer = anna.post("/switchboard/settings/transfers", **fields | {"transfers.park_seconds": "90"})
    assert answer.status_code == 409
    assert draft_of(site)["transfers"] == {"ring_seconds": 30}


def test_readers_see_and_cannot_change(site: PortalSite) -> None:
    site.add_company(document=FULL)
    site.add_account("reader", permissions=("read_only",))
    reader = logged_in(site, "reader")
    page = reader.get("/switchboard/users/anna").text
    assert 'class="bare" disabled' in page
    assert ">Save<" not in page
    assert "/remove" not in page
    assert reader.post("/switchboard/users/anna", **fields_in(page)).status_code == 403
    assert reader.get("/switchboard/new/users").status_code == 403


def test_who_manages_a_department_changes_its_users_alone(site: PortalSite) -> None:
    site.add_company(document=FULL)
    account = site.add_account("lead", permissions=("manage_users",))
    with site.connect() as database:
        database.execute(
            "UPDATE portal.permission SET scope = 'departments', members = '{Sales}' WHERE account = %s",
            (account,),
        )
    lead = logged_in(site, "lead")
    assert "/switchboard/blocks" not in lead.get("/switchboard").text
    fields = fields_in(lead.get("/switchboard/users/anna").text)
    assert lead.post("/switchboard/users/anna", **fields | {"email": "a@acme.example"}).status_code == 200
    assert draft_of(site)["users"]["anna"]["email"] == "a@acme.example"
    fields = fields_in(lead.get("/switchboard/users/anna").text)
    assert lead.post("/switchboard/users/anna", **fields | {"department": "Stock"}).status_code == 403
    page = lead.get("/switchboard/users/jan").text
    assert 'class="bare" disabled' in page
    assert lead.post("/switchboard/users/jan", **fields_in(page) | {"department": "Sales"}).status_code == 403
    assert lead.get("/switchboard/users/jan/remove").status_code == 403
    assert lead.get("/switchboard/blocks").status_code == 403


def test_lists_are_searched(anna: Browser) -> None:
    assert ">Jan<" in anna.get("/switchboard/users?q=STOCK").text
    assert ">Jan<" not in anna.get("/switchboard/users?q=sales").text
    assert "Nothing found" in anna.get("/switchboard/users?q=zzz").text


def test_many_users_are_typed_with_suggestions(site: PortalSite) -> None:
    many = {f"u{number}": {"name": f"User {number}", "number": "+48601100201"} for number in range(1100)}
    site.add_company(document=FULL | {"users": USERS | many})
    site.add_account()
    anna = logged_in(site)
    page = anna.get("/switchboard/blocks/sales").text
    assert page.count("User 7 (u7)") == 1
    fields = fields_in(page)
    assert fields["members.0"] == ["Anna <b>Nowak</b> (anna)"]
    anna.post("/switchboard/blocks/sales", **fields | {"members.1": "User 7 (u7)"})
    assert draft_of(site)["blocks"]["sales"]["members"] == ["anna", "u7"]
    assert 'rel="next"' in anna.get("/switchboard/users").text
