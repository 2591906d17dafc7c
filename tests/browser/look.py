"""A page looked at: a picture of it for people, and what axe-core finds wrong with it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from wcoctl.workspace.directory import REPOSITORY

SCREENS = REPOSITORY / ".wco" / "screens"
_PHONE = {"width": 390, "height": 844}
_DESK = {"width": 1280, "height": 800}


def look(page: Page, name: str, language: str) -> None:
    """Keep a picture of the page, as wide as on a desk and on a phone, and fail for each violation that axe-core finds."""
    page.wait_for_load_state("load")
    violations = Axe().run(page).response["violations"]
    found = [
        f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes'][:3]]}" for one in violations
    ]
    for kind, size in (("phone", _PHONE), ("desk", _DESK)):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # the sizes above
        folder = SCREENS / language / kind
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{name} is wider than a {kind}"
    assert found == []
