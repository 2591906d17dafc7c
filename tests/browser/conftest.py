"""Fixtures of the tests in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.portal.postgresql import cluster, new_database
from tests.portal.process import portal
from tests.portal.site import PortalDatabase

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    with cluster() as folder:
        yield folder


@pytest.fixture(scope="session")
def database(socket: Path) -> PortalDatabase:
    new_database(socket, "portal")
    return PortalDatabase(socket, "portal")


@pytest.fixture(scope="session")
def origin(socket: Path, database: PortalDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with portal(socket, "portal", tmp_path_factory.mktemp("portal")) as address:
        yield address


@pytest.fixture(params=["pl", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def page(chromium: Browser, origin: str) -> Iterator[Page]:
    """A window of somebody who has never been there."""
    context = chromium.new_context(base_url=origin, locale="pl-PL", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()
