"""The interface's two languages: English is in the code, Polish in gettext catalogues.

Each screen has its own (``pl.po``), and what they share is in one beside this file. ``python -m tests.tools.texts`` adds to them
what is new in the code.
"""

from collections.abc import Sequence
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from wcoctl.blocks.models import MODELS, titles

__all__ = ["LANGUAGES", "Language", "catalogues", "marked", "preferred", "translations"]

Language = Literal["pl", "en"]
LANGUAGES: Sequence[Language] = ("pl", "en")

_PACKAGE = Path(__file__).resolve().parents[1]


def catalogues() -> list[Path]:
    """Return the files of all catalogues; a screen's own may be missing."""
    screens = sorted(path for path in (_PACKAGE / "screens").iterdir() if (path / "__init__.py").exists())
    return [folder / "pl.po" for folder in (_PACKAGE / "texts", *screens)]


@cache
def translations(language: Language) -> NullTranslations:
    """Return the texts of a language. They are compiled here, so that no compiled file can be older than its source."""
    if language == "en":
        return NullTranslations()
    everything = Catalog(language)
    for file in catalogues():
        with file.open("rb") as source:
            for message in read_po(source, locale=language):
                if message.id:
                    everything[message.id] = message
    for english, polish in map(titles, MODELS):
        if english not in everything:
            everything.add(english, polish)
    compiled = BytesIO()
    write_mo(compiled, everything)
    compiled.seek(0)
    return Translations(compiled)


def preferred(accepted: str) -> Language:
    """Return the language that a browser asks for first (RFC 9110, 12.5.4); Polish if it wants neither."""
    ranked: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, weight = part.partition(";")
        for language in LANGUAGES:
            if tag.strip().lower().partition("-")[0] == language:
                ranked.append((_weight(weight), language))
    return max(ranked, key=lambda one: one[0])[1] if ranked else "pl"


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0


def marked(message: str) -> str:
    """Mark a text for the catalogue that is translated where it is shown."""
    return message
