"""docs/portal.md and portal.pl.md: they describe each screen in the words of its pages, and have the pictures that they name."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from babel.messages.pofile import read_po

from tests.tools.pictures import FOLDER, HEIGHTS, picture
from wco_portal.access.permissions import Permission, Scope
from wco_portal.access.visitor import Visitor
from wco_portal.navigation import entries
from wco_portal.screens.switchboard.collections import COLLECTIONS, SETTINGS, USERS
from wco_portal.texts import Language, catalogues, translations
from wcoctl.blocks.models import MODELS, titles
from wcoctl.workspace.directory import REPOSITORY

DOCS = REPOSITORY / "docs"
MANUALS: dict[Language, str] = {
    "en": (DOCS / "portal.md").read_text("utf-8"),
    "pl": (DOCS / "portal.pl.md").read_text("utf-8"),
}
LARGEST = 1_000_000
"""Bytes of all pictures."""
both = pytest.mark.parametrize("language", MANUALS)
OWNER = Visitor(
    *(UUID(int=0), UUID(int=0), "acme", "acme", "anna", "Anna", "en", "open", "", datetime.now(UTC)),
    permissions={Permission.OWNER: Scope()},
)


def headings(language: Language) -> list[str]:
    return re.findall(r"^##+ (.+)$", MANUALS[language], re.MULTILINE)


def words_of_pages(language: Language) -> Iterator[str]:
    """Yield all texts of the pages in a language."""
    yield from (titles(type_)[language == "pl"] for type_ in MODELS)
    for file in catalogues():
        with file.open("rb") as source:
            for message in read_po(source, locale="pl"):
                found = message.id if language == "en" else message.string
                yield from found if isinstance(found, (list, tuple)) else [found or ""]


def anchor(heading: str) -> str:
    """Return what a heading is called in links, as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@both
def test_each_screen_of_a_company_has_its_section(language: Language) -> None:
    labels = [
        *(entry.label for entry in entries(OWNER)),
        *(one.plural for one in (USERS, *COLLECTIONS.values())),
        *(one.label for one in SETTINGS.values()),
    ]
    say = translations(language).gettext
    assert [say(label) for label in labels if say(label) not in headings(language)] == []


@both
def test_bold_words_are_those_of_the_pages(language: Language) -> None:
    told = re.sub(r"`[^`]+`", "", MANUALS[language].partition("\n## ")[2])
    bold = {re.sub(r"\s+", " ", one) for one in re.findall(r"\*\*([^*]+)\*\*", told)}
    assert bold - set(words_of_pages(language)) == set()


@both
def test_links_within_a_manual_lead_somewhere(language: Language) -> None:
    links = re.findall(r"\]\(#([^)]+)\)", MANUALS[language])
    assert set(links) - {anchor(heading) for heading in headings(language)} == set()


def test_both_manuals_have_the_same_sections_and_pictures() -> None:
    shapes = [re.findall(r"^##+ |/\w+\.webp|^\| ", text, re.MULTILINE) for text in MANUALS.values()]
    assert all(one == other for one, other in pairwise(shapes))


@both
def test_the_pictures_that_are_shown_are_those_that_there_are(language: Language) -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", MANUALS[language])
    assert {DOCS / one for one in shown} == {picture(language, page) for page in HEIGHTS}
    assert {DOCS / one for one in shown} == set((FOLDER / language).iterdir())


def test_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*/*")) < LARGEST
