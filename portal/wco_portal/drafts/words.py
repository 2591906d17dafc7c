"""What differs, as people read it: which entry, which of its settings, from what to what."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from wco_portal.forms.labels import label_of
from wco_portal.texts import marked
from wcoctl.model.entry_changes import EntryChange
from wcoctl.model.finding import Place

__all__ = ["COLLECTIONS", "Line", "Told", "place_words", "told"]

COLLECTIONS: Mapping[str, str] = {
    "users": marked("User"),
    "contacts": marked("Contact"),
    "internal_numbers": marked("Internal number"),
    "lists": marked("List"),
    "occasional_announcements": marked("Occasional announcement"),
    "schedules": marked("Schedule"),
    "prompts": marked("Prompt"),
    "blocks": marked("Block"),
    "main_numbers": marked("Main numbers"),
    "blocklist": marked("Blocklist"),
    "transfers": marked("Transfers"),
    "contract": marked("Contract"),
    "name": marked("Company's name"),
    "language": marked("Language"),
    "timezone": marked("Time zone"),
    "tenant": marked("Company"),
}
_NAMED = frozenset(
    {
        "users",
        "contacts",
        "internal_numbers",
        "lists",
        "occasional_announcements",
        "schedules",
        "prompts",
        "blocks",
    }
)
"""Collections whose entries have names of the company's own."""


class Line(NamedTuple):
    """A setting that differs; empty where there is nothing."""

    setting: Sequence[str]
    """The way to it, as texts to be translated."""
    before: str
    after: str


class Told(NamedTuple):
    """An entry that differs."""

    collection: str
    """A text to be translated."""
    name: str
    """What people call the entry."""
    kind: str
    """``added``, ``removed`` or ``changed``."""
    lines: Sequence[Line]


def told(change: EntryChange) -> Told:
    """Return a difference in words."""
    collection = str(change.entry[0])
    lines = [
        Line([label_of(str(part)) for part in place], before, after)
        for place, before, after in change.settings
    ]
    return Told(COLLECTIONS.get(collection, collection), change.name, change.kind, lines)


def place_words(place: Place | str, translate: Callable[[str], str]) -> str:
    """Return a place in a document as forms name it; the agent sends it as it is written in files."""
    parts = [str(part) for part in place] if not isinstance(place, str) else re.findall(r"[^.\[\]]+", place)
    if not parts:
        return ""
    collection = COLLECTIONS.get(parts[0])
    shown = [translate(collection) if collection else translate(label_of(parts[0]))]
    for part in parts[1:]:
        named = len(shown) == 1 and parts[0] in _NAMED
        shown.append(part if named else str(int(part) + 1) if part.isdecimal() else translate(label_of(part)))
    return " › ".join(shown)
