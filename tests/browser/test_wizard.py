"""The wizard in a browser, from a new company to the click that publishes it."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.look import look
from tests.browser.test_pages import log_in
from tests.portal.site import PortalDatabase
from tests.portal.test_wizard import SETUP

pytestmark = pytest.mark.browser

_numbers = count()


@pytest.fixture
def window(chromium: Browser, origin: str, database: PortalDatabase, language: str) -> Iterator[Page]:
    """A window in which the owner of a new company is logged in; nothing may be written to its console."""
    tenant = f"new{next(_numbers)}"
    database.add_company(tenant, SETUP | {"tenant": tenant, "name": "Nowa Firma"})
    database.add_account("ewa", tenant)
    with database.connect() as connection:
        connection.execute("UPDATE portal.account SET language = %s WHERE tenant = %s", (language, tenant))
    context = chromium.new_context(base_url=origin, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, "ewa", tenant)
    page.wait_for_url("**/")
    yield page
    context.close()
    assert [one for one in complaints if "422" not in one] == []  # Chromium names each page of mistakes


def test_a_company_is_set_up_step_by_step(window: Page, language: str) -> None:
    look(window, "home_new", language)
    window.click("main a.button.main")
    window.wait_for_url("**/wizard/users")
    window.fill("[id='name.0']", "Anna Nowak")
    window.fill("[id='number.0']", "501 500 500")
    window.fill("[id='name.1']", "Jan Żółć")
    window.fill("[id='number.1']", "501 500 501")
    look(window, "wizard_users", language)
    _go_on(window, "groups")
    window.fill("#name", "Recepcja")
    window.check("#member-anna_nowak")
    window.check("#member-jan_zolc")
    look(window, "wizard_groups", language)
    _go_on(window, "reception")
    window.select_option("#reception", "recepcja")
    look(window, "wizard_reception", language)
    _go_on(window, "faxes")
    look(window, "wizard_faxes", language)
    _go_on(window, "menu")
    window.fill("#text", "Dzień dobry. Recepcja: jeden. Jan: dwa.")
    window.select_option("[id='key.1']", "recepcja")
    window.select_option("[id='key.2']", "user:jan_zolc")
    look(window, "wizard_menu", language)
    _go_on(window, "numbers")
    look(window, "wizard_numbers", language)
    _go_on(window, "hours")
    look(window, "wizard_hours", language)
    _go_on(window, "summary")
    look(window, "wizard_summary", language)
    window.click("form[action='/changes/publish'] button.main")
    window.wait_for_url("**/changes")


def test_a_mistake_is_told_at_its_field(window: Page, language: str) -> None:
    window.goto("/wizard/users")
    window.fill("[id='name.0']", "Anna")
    window.fill("[id='number.0']", "12")
    window.press("[id='number.0']", "Enter")
    window.wait_for_selector("[id='number.0'][aria-invalid]")
    assert window.input_value("[id='name.0']") == "Anna"
    look(window, "wizard_mistake", language)


def _go_on(window: Page, step: str) -> None:
    window.click("form[action^='/wizard/'] button.main")
    window.wait_for_url(f"**/wizard/{step}")
