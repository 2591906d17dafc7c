"""What differs, as people read it: which entry, which of its settings, from what to what."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wco_portal.forms.labels import label_of
from wco_portal.texts import marked
from wcoctl.model.entry_changes import EntryChange

__all__ = ["COLLECTIONS", "Line", "Told", "told"]

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
