"""In a browser against the deployed lab: the wizard builds a company from nothing, and a real call goes through it."""

import time
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.apply.command import running, wco
from tests.browser.conftest import ARGUMENTS
from tests.faults.beside import calls_beside, lost
from tests.faults.hosts import eventually
from tests.standalone import Lab

pytestmark = pytest.mark.lab

NUMBER = "+48221009000"
PHONE = "+48600730001"
PASSWORD = "zielony parasol 9 ryb"
STAY = 15.0
"""Seconds until a caller hangs up: longer than an announcement."""
OPEN = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Europe/Warsaw"))
CLOSED = datetime(2026, 12, 2, 20, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture
def owner(lab: Lab) -> Iterator[Page]:
    """The window of a new company's owner, who has just had the one-time password; at the end the company is gone."""
    person = ("--owner-login", "ewa", "--owner-name", "Ewa Nowak")
    made = wco("tenant create", lab.site, "clicked", "--name", "Nowa Firma", "--number", NUMBER, *person)
    try:
        assert made.error == ""
        lab.apply()
        with running("agent", lab.site), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            page = browser.new_page(base_url=f"https://{lab.edge}", locale="pl-PL", ignore_https_errors=True)
            _log_in(page, made.data["owner"]["one_time_password"])
            yield page
            browser.close()
    finally:
        removed = wco("tenant remove", lab.site, "clicked", "--yes")
        lab.apply()
    assert removed.error == ""


def _log_in(page: Page, once: str) -> None:
    """Log in, and choose a password of one's own."""
    page.goto("/login")
    page.fill("#company", "clicked")
    page.fill("#login", "ewa")
    page.fill("#password", once)
    page.click("button.main")
    page.wait_for_url("**/login/password")
    for field in page.query_selector_all("input[type=password]"):
        field.fill(PASSWORD)
    page.click("button.main")
    page.wait_for_url(lambda url: url.endswith("/"))


def test_the_wizard_builds_a_switchboard_that_answers(
    lab: Lab, owner: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    owner.wait_for_selector("main a.button.main[href='/wizard/users']")
    owner.click("main a.button.main")
    owner.fill("[id='name.0']", "Ewa Nowak")
    owner.fill("[id='number.0']", PHONE)
    _go_on(owner, "groups")
    owner.fill("#name", "Recepcja")
    owner.check("#member-ewa_nowak")
    _go_on(owner, "reception")
    owner.select_option("#reception", "recepcja")
    _go_on(owner, "faxes")
    _go_on(owner, "menu")
    owner.fill("#text", "Dzień dobry. Recepcja: jeden.")
    owner.select_option("[id='key.1']", "recepcja")
    for step in ("numbers", "hours", "summary"):
        _go_on(owner, step)
    owner.click("form[action='/changes/publish'] button.main")
    clicked = time.monotonic()
    owner.wait_for_selector("[role=status] .done", timeout=60_000)
    with capsys.disabled():
        print(f"\nfrom the click on publish to live on the page: {time.monotonic() - clicked:.2f} s")
    assert _blocks(lab, OPEN) == {("godziny", "menu")}
    assert _blocks(lab, CLOSED) == {("godziny", "poza_godzinami")}


def test_an_exit_is_led_elsewhere_in_the_drawing(lab: Lab, owner: Page) -> None:
    owner.goto("/wizard/users")
    owner.fill("[id='name.0']", "Ewa Nowak")
    owner.fill("[id='number.0']", PHONE)
    _go_on(owner, "groups")
    owner.fill("#name", "Recepcja")
    owner.check("#member-ewa_nowak")
    _go_on(owner, "reception")
    owner.select_option("#reception", "recepcja")
    for step in ("faxes", "menu", "numbers", "hours", "summary"):
        _go_on(owner, step)
    _publish(owner, 1)
    assert _blocks(lab, CLOSED) == {("godziny", "poza_godzinami")}
    owner.goto("/drawing/blocks/poza_godzinami")
    owner.select_option("#exit", index=0)
    owner.select_option("#target", "nikt_nie_odbiera")
    owner.click("main form button.main")
    owner.goto("/changes")
    _publish(owner, 2)
    assert _blocks(lab, CLOSED, 3) == {("godziny", "poza_godzinami", "nikt_nie_odbiera")}


def _go_on(page: Page, step: str) -> None:
    page.click("form[action^='/wizard/'] button.main")
    page.wait_for_url(f"**/wizard/{step}")


def _publish(page: Page, version: int) -> None:
    page.click("form[action='/changes/publish'] button.main")
    page.wait_for_selector(f"[role=status] .done:has-text('wersja {version},')", timeout=60_000)


def _blocks(lab: Lab, clock: datetime, count: int = 2) -> set[tuple[str, ...]]:
    """Call the company at a time of its clock, and return the first blocks that calls passed."""
    hosts = lab.inside
    hosts.set_clock(NUMBER, int(clock.timestamp()))
    try:
        since = time.time()
        with calls_beside(lab, NUMBER, stay=STAY) as calls:
            eventually(lambda: len(calls) >= 2)
        assert lost(calls) == []
        eventually(lambda: len(hosts.records(since)) >= len(calls))
    finally:
        hosts.set_clock(NUMBER, None)
    return {tuple(step.partition(":")[0] for step in record.steps[:count]) for record in hosts.records(since)}
