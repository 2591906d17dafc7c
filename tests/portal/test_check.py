"""The check: a call through the draft, told and drawn."""

import re
from typing import Any

import pytest

from tests.portal.site import Browser, PortalSite
from tests.portal.test_changes import draft, somebody
from tests.portal.test_drawing import OFFICE, SALES

JAN = {"name": "Jan <b>Kowalski</b>", "number": "+48501500501"}
HOURS = {
    "type": "condition",
    "rules": [{"schedule": "office", "state": "closed", "to": "end"}, {"callers": "vip", "to": "sales"}],
    "exits": {"otherwise": "menu"},
}
COMPANY: dict[str, Any] = OFFICE | {
    "main_numbers": {"primary": {"number": "+48221001000", "entry": "hours"}},
    "users": OFFICE["users"] | {"jan": JAN},
    "contacts": {"bank": {"name": "Bank", "number": "+48221002000"}},
    "lists": {"vip": {"prefixes": ["+4861"]}, "nuisance": {"numbers": ["+48501500999"]}},
    "blocklist": [{"callers": "nuisance"}],
    "schedules": {"office": {"hours": {"mon-fri": ["08:00-16:00"]}}},
    "blocks": OFFICE["blocks"]
    | {"hours": HOURS, "sales": SALES | {"members": ["anna", "jan"], "strategy": "linear"}},
}
ASKED = {
    "source": "draft",
    "day": "2026-12-23",
    "time": "12:00",
    "caller": "number",
    "number": "+48 501 500 777",
    "dialled": "+48221001000",
    "keys": "1",
    "phones": "answer",
}


@pytest.fixture
def browser(site: PortalSite) -> Browser:
    browser = somebody(site, "read_only")
    draft(site, COMPANY)
    return browser


def told(browser: Browser, **asked: Any) -> str:
    """Return the answer's text without its markup."""
    answer = browser.get("/check", params=ASKED | asked)
    assert answer.status_code == 200
    page = answer.text
    section = page[page.index('<section aria-labelledby="answer"') : page.index('<div class="picture"')]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_the_form_asks_about_now(browser: Browser) -> None:
    page = browser.get("/check").text
    assert 'value="anonymous" selected' in page
    assert re.search(r'type="date"[^>]* value="20\d\d-\d\d-\d\d"', page)
    assert "What happens to this call" not in page


def test_the_form_begins_with_what_is_switched_over(site: PortalSite, browser: Browser) -> None:
    with site.connect() as database:
        database.execute(
            """INSERT INTO live_switch (tenant, kind, name, value, until, author) VALUES
               ('acme', 'schedule', 'office', 'closed', NULL, 'x'), ('acme', 'member', '*/anna', 'out', NULL, 'x'),
               ('acme', 'group', 'sales', 'off', now() - interval '1 second', 'x'), ('acme', 'group', 'gone', 'off', NULL, 'x')"""
        )
    page = browser.get("/check").text
    assert re.search(r'value="schedule/office=closed" selected', page)
    assert 'name="who" value="anna"' in page
    assert 'value="group/sales=off" selected' not in page
    assert 'value="schedule/office=closed" selected' not in browser.get("/check", params=ASKED).text


def test_a_call_is_told_and_drawn(browser: Browser) -> None:
    text = told(browser)
    assert "Wednesday, 23 December 2026, 12:00: +48501500777 calls +48221001000." in text
    assert "Anna Nowak talks to the caller." in text
    for part in (
        "hours Conditional routing, 0:00",
        "→ Otherwise",
        "presses 1",
        "“Good morning”",
        "→ Key 1",
        "After the conversation",
    ):
        assert part in text
    page = browser.get("/check", params=ASKED).text
    names = re.findall(r'aria-label="([^"]*; step [^"]*)"', page)
    assert [name.rpartition("; ")[2] for name in names] == [
        "step 1 of the call",
        "step 2 of the call",
        "step 3 of the call",
    ]
    assert page.count('class="edge passed"') == 3 + 1  # and the group's way to the end of the call


def test_when_it_is_closed_and_what_is_switched_over(browser: Browser) -> None:
    assert "→ Rule 1" in told(browser, day="2026-12-25")
    assert "→ Otherwise" in told(browser, day="2026-12-25", switch=["schedule/office=open", ""])
    assert "→ The group is switched off" in told(browser, switch="group/sales=off")


def test_phones_behave_as_asked(browser: Browser) -> None:
    text = told(browser, who=["anna", ""], does=["busy", "busy"])
    assert "The phone of Anna Nowak (+48501500500) is busy" in text
    assert "Jan &lt;b&gt;Kowalski&lt;/b&gt; talks to the caller." in text
    assert "Nobody answers the call." in told(browser, phones="no_answer")
    assert "→ Nobody is there" in told(browser, who=["anna", "jan"], does=["out", "out"])
    assert "The phone of Jan" not in told(browser, who=["jan"], does=["out"], phones="no_answer")


def test_callers_are_known_or_not(browser: Browser) -> None:
    assert "+48221002000 calls" in told(browser, caller="contact:bank")
    assert "+48610000000 calls" in told(browser, caller="list:vip")
    text = told(browser, caller="list:nuisance", number="")
    assert "+48501500999 calls" in text
    assert "The call is refused." in text
    assert "blocklist Blocklist, 0:00" in text
    assert "Somebody who withholds the number calls" in told(browser, caller="anonymous", number="")


def test_the_published_switchboard_may_be_asked_instead(browser: Browser) -> None:
    text = told(browser, source="published")
    assert "end Hang-up, 0:00" in text
    assert "Nobody answers" in text


WRONG = [
    ("day", "yesterday", "Give a day and a time."),
    ("day", "0001-01-01", "Give a day and a time."),
    ("time", "25:00", "Give a day and a time."),
    ("time", "12:00+14:00", "Give a day and a time."),
    ("number", "12", "This is no phone number"),
    ("caller", "contact:nobody", "This is no phone number"),
    ("caller", "<script>", "This is no phone number"),
    ("keys", "1<script>", "Keys are 0-9"),
    ("dialled", "+48221001999", "Choose one of the numbers."),
    ("phones", "explode", "Choose a user of the list"),
    ("who", "<script>alert(1)</script>", "Choose a user of the list"),
    ("switch", "schedule/nothing=open", "Choose one of the list."),
]


def test_what_cannot_be_asked_is_told_at_its_field(browser: Browser) -> None:
    for field, value, message in WRONG:
        answer = browser.get("/check", params=ASKED | {"does": "busy"} | {field: value})
        assert (answer.status_code, message in answer.text) == (422, True), (field, value)
        assert "<script>alert" not in answer.text
        assert "What happens to this call" not in answer.text


def test_mistakes_come_first(site: PortalSite) -> None:
    browser = somebody(site)
    for wrong in (SALES | {"members": ["nobody"]}, {"type": "nothing"}):
        draft(site, COMPANY | {"blocks": COMPANY["blocks"] | {"sales": wrong}})
        page = browser.get("/check", params=ASKED).text
        assert "Calls cannot be tried out yet. 1 mistake has to be corrected first:" in page
        assert "Block › sales" in page
        assert "What happens to this call" not in page
    assert "end Hang-up" in told(browser, source="published")


def test_both_languages_tell_it(site: PortalSite) -> None:
    site.add_company(document=COMPANY)
    site.add_account()
    with site.connect() as database:
        database.execute("UPDATE portal.account SET language = 'pl'")
    browser = Browser(site)
    browser.log_in()
    text = told(browser)
    assert "środa, 23 grudnia 2026, 12:00" in text
    assert "Dzwoniący naciska klawisz 1." in text
    assert "Anna Nowak (+48501500500): telefon dzwoni 2 s i zostaje odebrany." in text
    assert "anna rozłącza się po 30 s rozmowy" in text
    assert "The " not in re.sub(r"\(po angielsku\).*?→|\(po angielsku\).*", "", text)


def test_others_may_not_ask(site: PortalSite) -> None:
    site.add_company()
    site.add_account("fred", permissions=("fax",))
    browser = Browser(site)
    browser.log_in("fred")
    assert browser.get("/check").status_code == 403
