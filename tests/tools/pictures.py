"""``python -m tests.tools.pictures``: make the pictures of the portal's manuals of those that the last browser tests have kept."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from wcoctl.workspace.directory import REPOSITORY

__all__ = ["FOLDER", "HEIGHTS", "picture"]

FOLDER = REPOSITORY / "docs" / "portal"
HEIGHTS: Mapping[str, int] = {
    "login": 560,
    "authenticator": 850,
    "home": 360,
    "switchboard": 680,
    "switchboard_user_mistake": 725,
    "switchboard_group": 1015,
    "switchboard_menu": 1300,
    "switchboard_schedule": 1250,
    "drawing_leads": 1490,
    "check_answered": 1325,
    "changes": 1590,
    "history": 320,
    "person": 1390,
    "people_rules": 720,
    "audit_found": 740,
    "wizard_users": 560,
}
"""Pages that the manuals show, and how much of each from its top on."""
_SCREENS = REPOSITORY / ".wco" / "screens"
_SMALLER = """async ([png, height, scale]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * scale;
    canvas.height = Math.min(height, image.height) * scale;
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, image.width * scale, image.height * scale);
    return canvas.toDataURL("image/webp", 0.7).split(",")[1];
}"""
_SCALE = 0.75


def picture(language: str, page: str) -> Path:
    """Return where the picture of a page is."""
    return FOLDER / language / f"{page}.webp"


def main() -> None:
    """Write all pictures. Chromium makes them small, as tests need it anyway."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        window = chromium.new_page()
        for language in ("en", "pl"):
            for page, height in HEIGHTS.items():
                png = b64encode((_SCREENS / language / "desk" / f"{page}.png").read_bytes()).decode()
                target = picture(language, page)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(b64decode(window.evaluate(_SMALLER, [png, height, _SCALE])))
        chromium.close()


if __name__ == "__main__":
    main()
