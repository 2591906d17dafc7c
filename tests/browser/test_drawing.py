"""The drawing in a browser: zoom, search, keys; a picture of it as large as it gets, and how long an action takes."""

from collections.abc import Iterator

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.browser.look import look
from tests.browser.test_pages import log_in
from tests.portal.site import PortalDatabase
from wcoctl.workspace.directory import REPOSITORY

pytestmark = pytest.mark.browser

FULL = REPOSITORY / "inventories" / "cluster" / "tenants" / "full.yml"
MOST_MS = 200
"""An action in the drawing of a full company takes no longer."""

_TIMED = """(action) => new Promise((done) => {
    const before = performance.now();
    action === "search" ? null : document.querySelector(`[data-zoom=${action}]`).click();
    if (action === "search") {
        const field = document.querySelector("[data-search]");
        field.value = "branch";
        field.dispatchEvent(new Event("input"));
    }
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - before)));
})"""


@pytest.fixture(scope="module")
def full(database: PortalDatabase) -> PortalDatabase:
    """The company with as much as a company may have."""
    database.add_company("full", yaml.safe_load(FULL.read_text(encoding="utf-8")))
    database.add_account("ewa", "full")
    return database


@pytest.fixture
def window(chromium: Browser, origin: str, full: PortalDatabase, language: str) -> Iterator[Page]:
    """A window in which somebody of the full company is logged in; nothing may be written to its console."""
    with full.connect() as connection:
        connection.execute("UPDATE portal.account SET language = %s", (language,))
    context = chromium.new_context(base_url=origin, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, "ewa", "full")
    page.wait_for_url("**/")
    yield page
    context.close()
    assert complaints == []


def test_the_drawing_of_a_full_company(window: Page, language: str) -> None:
    window.goto("/drawing")
    assert window.locator(".canvas a").count() == 60
    look(window, "drawing", language)
    for action in ("in", "out", "fit", "search"):
        took = window.evaluate(_TIMED, action)
        assert took < MOST_MS, f"{action} takes {took:.0f} ms"


def test_a_block_is_found_and_opened_by_keys_alone(window: Page) -> None:
    window.goto("/drawing")
    before = window.locator(".canvas svg").get_attribute("width")
    window.focus("[data-canvas]")
    window.keyboard.press("0")
    assert window.locator(".canvas svg").get_attribute("width") != before
    window.focus("[data-search]")
    window.keyboard.type("main_menu")
    found = window.locator(".canvas .found")
    assert found.count() == 1
    assert found.first.evaluate(
        """(node) => {
            const inner = node.getBoundingClientRect();
            const outer = node.closest("[data-canvas]").getBoundingClientRect();
            return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
        }"""
    )
    window.fill("[data-search]", "no such block")
    assert found.count() == 0
    assert window.locator("[data-told]").inner_text() != ""
    window.focus(".canvas [data-block=main_menu] a")
    assert window.evaluate("document.activeElement.getAttribute('href')").endswith("/main_menu")


def test_a_call_through_a_full_company(window: Page, language: str) -> None:
    window.goto("/check")
    look(window, "check", language)
    window.fill("[name=day]", "2026-12-22")
    window.fill("[name=time]", "10:00")
    window.fill("[name=keys]", "1, 1")
    window.click("button.main")
    window.wait_for_selector(".story")
    assert window.locator(".canvas .node.passed").count() > 2
    look(window, "check_answered", language)


def test_an_exit_is_led_elsewhere(window: Page, language: str) -> None:
    window.goto("/drawing/blocks/main_menu")
    look(window, "drawing_leads", language)
    window.select_option("[name=target]", "unavailable")
    window.click("form[action^='/drawing'] button.main")
    window.wait_for_load_state("load")
    assert "unavailable" in window.locator(".outline li").first.inner_text()
