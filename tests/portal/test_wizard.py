"""The wizard: from a new company's announcement to a switchboard, and what it leaves alone."""

from html import unescape
from re import findall, search
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.portal.site import Browser, PortalSite
from wco_portal.drafts.checking import check
from wcoctl.model.check import check_data

SETUP: dict[str, Any] = {
    "tenant": "acme",
    "name": "Acme",
    "language": "pl",
    "main_numbers": {
        "primary": {"number": "+48221001000", "entry": "setup"},
        "additional": [{"number": "+48221001001"}],
    },
    "prompts": {"setup": {"text": "Centrala jest konfigurowana."}},
    "blocks": {"setup": {"type": "announcement", "prompt": "setup", "exits": {"next": "hangup"}}},
}
WEEK = {
    f"{day}.{part}": time
    for day in ("mon", "tue", "wed", "thu", "fri")
    for part, time in (("from", "08:00"), ("to", "16:00"))
}


@pytest.fixture
def anna(site: PortalSite) -> Browser:
    site.add_company(document=SETUP)
    site.add_account()
    browser = Browser(site)
    browser.log_in()
    return browser


def _document(site: PortalSite) -> dict[str, Any]:
    with site.connect() as connection:
        row = connection.execute("SELECT document FROM portal.draft").fetchone()
    assert row
    document: dict[str, Any] = row["document"]
    return document


def _take(browser: Browser, step: str, **fields: Any) -> Any:
    """Submit a step as its page has it."""
    page = browser.get(f"/wizard/{step}")
    found = search(r'name="version" value="(\d+)"', page.text)
    assert found, page.text
    return browser.post(f"/wizard/{step}", version=found[1], **fields)


def _build(browser: Browser) -> None:
    users = {"name.0": "Anna Nowak", "number.0": "501 500 500", "internal.0": "101"}
    users |= {"name.1": "Jan Żółć", "number.1": "+48 501 500 501", "internal.1": ""}
    page = _take(browser, "users", **users)
    assert page.url.path == "/wizard/groups"
    page = _take(
        browser, "groups", name="Recepcja", members=["anna_nowak", "jan_zolc"], strategy="ring_all", again="1"
    )
    assert page.url.path == "/wizard/groups"
    assert "Recepcja" in page.text
    assert _take(browser, "groups", name="Serwis", members=["jan_zolc"]).url.path == "/wizard/reception"
    assert _take(browser, "reception", reception="recepcja").url.path == "/wizard/faxes"
    assert _take(browser, "faxes").url.path == "/wizard/menu"
    keys = {"key.1": "serwis", "key.2": "user:anna_nowak"}
    assert _take(browser, "menu", text="Serwis: jeden. Anna: dwa.", **keys).url.path == "/wizard/numbers"
    assert _take(browser, "numbers", **{"entry.0": "serwis"}).url.path == "/wizard/hours"
    page = _take(browser, "hours", asked="1", holidays="1", text="Zamknięte.", **WEEK)
    assert page.url.path == "/wizard/summary"
    assert "<svg" in page.text


def test_a_switchboard_is_built_from_nothing(site: PortalSite, anna: Browser) -> None:
    assert 'href="/wizard/users"' in anna.get("/").text.partition("<main")[2]
    _build(anna)
    document = _document(site)
    assert check_data(document)[1] == []
    assert document["users"]["anna_nowak"] == {"name": "Anna Nowak", "number": "+48501500500"}
    assert document["internal_numbers"] == {"101": {"user": "anna_nowak"}}
    assert document["schedules"] == {"biuro": {"hours": {"mon-fri": "08:00-16:00"}, "holidays": "closed"}}
    assert document["main_numbers"]["additional"] == [{"number": "+48221001001", "entry": "serwis"}]
    assert "setup" not in document["blocks"]
    assert document["prompts"].keys() == {"nikt_nie_odbiera", "powitanie", "poza_godzinami"}
    assert document["blocks"]["menu"]["keys"] == {"1": "serwis", "2": "anna_nowak"}
    page = anna.get("/wizard/summary")
    version = findall(r'name="version" value="(\d+)"', page.text)[-1]
    assert anna.post("/changes/publish", version=version, reason="first").url.path == "/changes"


@pytest.mark.parametrize(
    ("when", "keys", "path"),
    [
        ("2026-12-02T10:00", ("1",), ["godziny", "menu", "serwis"]),
        ("2026-12-02T10:00", (), ["godziny", "menu", "recepcja"]),
        ("2026-12-02T20:00", (), ["godziny", "poza_godzinami"]),
    ],
)
def test_calls_go_as_the_wizard_says(
    site: PortalSite, anna: Browser, when: str, keys: tuple[str, ...], path: list[str]
) -> None:
    _build(anna)
    day, time = when.split("T")
    page = anna.get(
        "/check",
        params={
            "day": day,
            "time": time,
            "dialled": "+48221001000",
            "keys": ", ".join(keys),
            "phones": "answer",
        },
    ).text
    told = findall(r'<h3><a href="/switchboard/blocks/([^"]+)">', page)
    assert told == path


def test_every_step_shows_what_is_there(site: PortalSite, anna: Browser) -> None:
    _build(anna)
    before = _document(site)
    for step in ("users", "groups", "reception", "menu", "numbers", "hours"):
        page = anna.get(f"/wizard/{step}").text
        form = page[page.index('<form method="post" action="/wizard/') :]
        fields: dict[str, Any] = dict(findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
        fields |= {
            name: unescape(value)
            for name, value in findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)<', form)
        }
        for select in findall(r"<select.*?</select>", form, 16):
            chosen = search(r'value="([^"]*)" selected', select)
            named = search(r'name="([^"]+)"', select)
            assert named
            fields[named[1]] = chosen[1] if chosen else ""
        for box in findall(r'<input type="checkbox"[^>]*>', form):
            if "checked" not in box:
                named = search(r'name="([^"]+)"', box)
                assert named
                fields.pop(named[1], None)
        assert anna.post(f"/wizard/{step}", **fields).url.path != f"/wizard/{step}", step
        assert _document(site) == before, step


@pytest.mark.parametrize(
    ("step", "fields", "told"),
    [
        ("users", {"name.0": "Anna", "number.0": "12"}, "Write a full phone number"),
        ("users", {"name.0": "", "number.0": "501500500"}, "Write a name."),
        ("users", {"name.0": "Anna", "number.0": "501500500", "internal.0": "1"}, "Use 2 to 6 digits."),
        ("groups", {"name": "", "members": ["anna_nowak"]}, "Write a name."),
        ("groups", {"name": "Sales"}, "Choose who belongs to the group."),
        ("menu", {"text": " ", "key.1": "recepcja"}, "Write what callers hear"),
        ("hours", {"asked": "1", "mon.from": "8", "mon.to": "16:00"}, "Write a time"),
        ("hours", {"asked": "1"}, "at least on one day"),
        ("hours", {"asked": "1", "mon.from": "16:00", "mon.to": "16:00"}, "This cannot be saved as it is"),
    ],
)
def test_mistakes_are_told_and_nothing_is_saved(
    site: PortalSite, anna: Browser, step: str, fields: dict[str, Any], told: str
) -> None:
    _build(anna)
    before = _document(site)
    page = _take(anna, step, **fields)
    assert page.status_code == 422
    assert told in unescape(page.text)
    for value in fields.values():
        if isinstance(value, str) and value.strip():
            assert value in page.text
    assert _document(site) == before


def test_two_who_work_in_it_do_not_overwrite_each_other(site: PortalSite, anna: Browser) -> None:
    version = search(r'name="version" value="(\d+)"', anna.get("/wizard/users").text)
    assert version
    _take(anna, "users", **{"name.0": "Jan", "number.0": "501500501"})
    page = anna.post("/wizard/users", version=version[1], **{"name.0": "Ewa", "number.0": "501500502"})
    assert page.status_code == 409
    assert 'value="Ewa"' in page.text
    assert list(_document(site)["users"]) == ["jan"]


def test_what_it_does_not_know_stays(site: PortalSite, anna: Browser) -> None:
    foreign = SETUP | {
        "users": {"anna": {"name": "Anna", "number": "+48501500500"}},
        "blocks": {
            "setup": {"type": "user", "user": "anna", "exits": {"busy": "hangup", "no_answer": "hangup"}}
        },
    }
    site.add_company("beta", foreign | {"tenant": "beta"})
    site.add_account("ewa", "beta")
    ewa = Browser(site)
    ewa.log_in("ewa", company="beta")
    for step in ("menu", "hours"):
        assert "this wizard does not know" in ewa.get(f"/wizard/{step}").text
    _take(ewa, "menu", text="Hello", **{"key.1": "setup"})
    _take(ewa, "hours", asked="1", **WEEK)
    with site.connect() as connection:
        assert connection.execute("SELECT 1 FROM portal.draft WHERE tenant = 'beta'").fetchone() is None


def test_opening_hours_that_are_finer_than_its_table_stay(site: PortalSite, anna: Browser) -> None:
    _build(anna)
    fine = {"hours": {"mon": ["08:00-12:00", "13:00-16:00"]}, "dates": [{"first": "2026-12-24"}]}
    with site.connect() as connection:
        connection.execute(
            "UPDATE portal.draft SET document = jsonb_set(document, '{schedules,biuro}', %s)", [Jsonb(fine)]
        )
    assert "finer than this table" in anna.get("/wizard/hours").text
    _take(anna, "hours", asked="1", **WEEK)
    assert _document(site)["schedules"]["biuro"] == fine


def test_opening_hours_are_taken_back(site: PortalSite, anna: Browser) -> None:
    _build(anna)
    _take(anna, "hours", text="Zamknięte.", **WEEK)
    assert _document(site)["main_numbers"]["primary"]["entry"] == "menu"
    assert check(_document(site)).findings == ()
