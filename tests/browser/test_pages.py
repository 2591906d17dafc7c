"""Every page in both languages: a picture, no violation of axe-core, no complaint of the browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from psycopg.types.json import Jsonb

from tests.browser.look import look
from tests.portal.site import DOCUMENT, PASSWORD, PortalDatabase
from wcoctl.accounts.audit_log import Actor, record

pytestmark = pytest.mark.browser

USERS = {
    "anna": {"name": "Anna Nowak", "number": "+48501500500"},
    "jan": {"name": "Jan Kowalski-Zażółcający", "number": "+48501500501"},
}


OFFICE = {
    **{"hours": {"mon-fri": ["08:00-12:00", "12:30-16:00"], "sat": "09:00-13:00"}, "holidays": "closed"},
    "dates": [{"first": "2026-12-24", "open": "08:00-12:00"}, {"first": "2026-12-25", "last": "2027-01-02"}],
}
MENU = {
    **{"type": "menu", "prompt": "hello", "keys": {"1": "sales", "0": "hangup"}},
    "exits": {"wrong_key": "end", "no_input": "sales"},
}
GROUP = {
    **{
        "type": "group",
        "name": "Sprzedaż",
        "members": ["anna", "jan"],
        "exits": {"timeout": "end", "full": "end"},
    },
}
RULES = [{"schedule": "office", "state": "closed", "to": "end"}, {"callers": "unwanted", "to": "hangup"}]
ENTRIES = {
    "main_numbers": {
        "primary": {"number": "+48221001000", "entry": "hours"},
        "additional": [{"number": "+48221001001", "entry": "welcome"}, {"number": "+48221001002"}],
    },
    "schedules": {"office": OFFICE},
    "prompts": {"hello": {"text": "Dzień dobry. Sprzedaż: wybierz jeden. Aby zakończyć, wybierz zero."}},
    "lists": {"unwanted": {"numbers": ["+48226100000"], "prefixes": ["+4870"]}},
    "blocklist": [{"callers": "unwanted", "anonymous": True}],
    "contacts": {"shop": {"name": "Sklep na rogu", "number": "+48226100001"}},
    "internal_numbers": {"11": {"user": "anna"}, "20": {"group": "sales"}},
    "occasional_announcements": {
        "feast": {"prompt": "hello", "first": "2026-12-24T12:00", "last": "2026-12-26", "then": "hangup"}
    },
    "blocks": {
        "hours": {"type": "condition", "rules": RULES, "exits": {"otherwise": "welcome"}},
        "welcome": MENU,
        "sales": GROUP,
        "end": {"type": "hangup"},
        "codes": {
            "type": "feature_codes",
            "codes": {"11": {"action": "group_on", "group": "sales"}, "21": {"action": "redirect_on"}},
            "exits": {"refused": "end", "wrong_code": "end", "no_input": "end", "done": "end"},
        },
    },
}


PUBLISHED = DOCUMENT | {
    "name": "Acme i Synowie sp. z o.o.",
    "users": USERS,
    "main_numbers": {
        "primary": {"number": "+48221001000", "entry": "end"},
        "additional": [{"number": "+48221001001"}, {"number": "+48221001002"}],
    },
}

ANNA: Actor = ("anna", "account", "192.0.2.7")
HANKA: Actor = ("hanka", "support", "198.51.100.9")
LOGGED: tuple[tuple[Actor, str, str, Any, Any], ...] = (
    (ANNA, "add_account", "jan", None, {"name": "Jan", "permissions": {"reports": "everybody"}}),
    (ANNA, "change_account", "jan", {}, {"permissions": {"read_audit": "everybody"}}),
    (HANKA, "look", "/switchboard/users/jan", None, None),
    (
        *(ANNA, "change_draft", "users.jan"),
        *({"name": "Jan Kowalski-Zażółcający", "number": "+48501500501"}, {"name": "Jan", "number": "12"}),
    ),
)


@pytest.fixture(scope="module")
def company(database: PortalDatabase) -> PortalDatabase:
    """A company with a draft that has a mistake, and a history."""
    database.add_company(document=PUBLISHED)
    database.add_account()
    database.add_account("new", once=True)
    database.add_account("jan", permissions=("reports", "read_audit"))
    database.add_account("hanka", "@operator", ("support",))
    bad = PUBLISHED | ENTRIES | {"users": USERS | {"jan": {"name": "Jan", "number": "12"}}}
    with database.connect() as connection:
        connection.execute("INSERT INTO portal.agent (seen, version) VALUES (now() + interval '1 hour', '')")
        for number, state in enumerate(("live", "refused", "clash"), 1):
            connection.execute(
                """INSERT INTO portal.change (tenant, author, name, reason, base, document, state, ended, number, result, queued)
                   VALUES ('acme', 'anna', 'Anna Nowak', 'nowa osoba', %s, %s, %s, now(), %s, %s,
                           now() - %s * interval '1 hour')""",
                (
                    *(
                        Jsonb(PUBLISHED | {"users": {}}),
                        Jsonb(PUBLISHED),
                        state,
                        1 if state == "live" else None,
                    ),
                    *(Jsonb({"problems": [], "clashes": []}), number),
                ),
            )
        connection.execute(
            """INSERT INTO portal.draft (tenant, base, document, author)
               SELECT tenant, document, %s, 'anna' FROM portal.company WHERE tenant = 'acme'""",
            (Jsonb(bad),),
        )
        with connection.transaction():
            connection.execute("SELECT set_config('wco.tenant', 'acme', true)")
            for actor, action, target, before, after in LOGGED:
                record(connection, actor, action, target, before=before, after=after)
    return database


@pytest.fixture
def window(chromium: Browser, origin: str, company: PortalDatabase, language: str) -> Iterator[Page]:
    """A window whose browser wants a language; nothing may be written to its console."""
    context = chromium.new_context(base_url=origin, locale={"pl": "pl-PL", "en": "en-GB"}[language])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.text} {message.location}"))
    missing = f"{origin}/nowhere"
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with company.connect() as connection:
        connection.execute("UPDATE portal.account SET language = %s", (language,))
    yield page
    context.close()
    assert [one for one in complaints if missing not in one] == []


def log_in(page: Page, login: str = "anna", company: str = "acme") -> None:
    page.goto("/login")
    page.fill("#company", company)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("button.main")


def test_logging_in(window: Page, language: str) -> None:
    window.goto("/login")
    look(window, "login", language)
    log_in(window, "new")
    window.wait_for_url("**/login/password")
    look(window, "password", language)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("home", "/"),
        ("changes", "/changes"),
        ("history", "/changes/history"),
        ("missing", "/nowhere"),
        ("confirm", "/login/confirm"),
        ("account", "/account"),
        ("authenticator", "/account/authenticator"),
        ("authenticator_off", "/account/authenticator/off"),
        ("people", "/people"),
        ("people_new", "/people/new"),
        ("people_rules", "/people/rules"),
        ("audit", "/audit"),
        ("audit_found", "/audit?words=jan"),
        ("switchboard", "/switchboard"),
        ("switchboard_users", "/switchboard/users"),
        ("switchboard_user", "/switchboard/users/anna?saved=1"),
        ("switchboard_user_mistake", "/switchboard/users/jan?saved=1"),
        ("switchboard_user_new", "/switchboard/new/users"),
        ("switchboard_user_remove", "/switchboard/users/anna/remove"),
        ("switchboard_blocks", "/switchboard/blocks"),
        ("switchboard_block_new", "/switchboard/new/blocks"),
        ("switchboard_group", "/switchboard/blocks/sales"),
        ("switchboard_menu", "/switchboard/blocks/welcome"),
        ("switchboard_condition", "/switchboard/blocks/hours"),
        ("switchboard_codes", "/switchboard/blocks/codes"),
        ("switchboard_schedule", "/switchboard/schedules/office"),
        ("switchboard_prompt", "/switchboard/prompts/hello"),
        ("switchboard_announcement", "/switchboard/announcements/feast"),
        ("switchboard_list", "/switchboard/lists/unwanted"),
        ("switchboard_internal_numbers", "/switchboard/internal-numbers"),
        ("switchboard_internal_number_new", "/switchboard/new/internal-numbers"),
        ("switchboard_main_numbers", "/switchboard/settings/main-numbers"),
        ("switchboard_blocklist", "/switchboard/settings/blocklist"),
        ("switchboard_transfers", "/switchboard/settings/transfers"),
        ("live", "/live"),
        ("live_person", "/live/people/anna"),
        ("live_switch", "/live/switch?kind=redirect&name=anna"),
        ("drawing_of_a_draft_that_cannot_be_read", "/drawing"),
        ("check_of_a_draft_that_cannot_be_read", "/check"),
    ],
)
def test_a_page(window: Page, language: str, name: str, path: str) -> None:
    log_in(window)
    window.wait_for_url("**/")
    window.goto(path)
    look(window, name, language)


def test_what_is_switched_elsewhere_is_seen_at_once(
    window: Page, company: PortalDatabase, language: str
) -> None:
    log_in(window)
    window.wait_for_url("**/")
    window.goto("/live/people/anna")
    row = window.locator("tr", has_text={"pl": "ochrona", "en": "guard"}[language])
    with company.connect() as connection:
        connection.execute("DELETE FROM live_switch")
        window.wait_for_timeout(500)
        connection.execute(
            "INSERT INTO live_switch VALUES ('acme', 'lock', 'anna', 'on', NULL, now(), '_guard')"
        )
    row.wait_for(timeout=3000)
    look(window, "live_locked", language)
    with company.connect() as connection:
        connection.execute("DELETE FROM live_switch")


def test_somebodys_account(window: Page, language: str) -> None:
    log_in(window)
    window.wait_for_url("**/")
    window.goto("/people?q=jan")
    window.click("td a")
    look(window, "person", language)
    window.click(".check a")
    look(window, "scope", language)
    window.go_back()
    window.click("a[href$='/remove']")
    look(window, "person_remove", language)


def test_support_looks_at_a_company(window: Page, language: str) -> None:
    log_in(window, "hanka", "@operator")
    window.wait_for_url("**/operator")
    look(window, "operator", language)
    window.click("td button")
    window.goto("/people?q=jan")
    look(window, "people_looked_at", language)
    window.click("td a")
    look(window, "person_looked_at", language)
