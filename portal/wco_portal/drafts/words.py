"""What differs, as people read it: which entry, which of its settings, from what to what."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wco_portal.drafts.differences import Difference
from wco_portal.forms.labels import label_of
from wco_portal.texts import marked
from wcoctl.model.entries import ABSENT
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
LONGEST = 200


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


def told(difference: Difference) -> Told:
    """Return a difference in words."""
    entry, before, after = difference
    kind = "added" if before is ABSENT else "removed" if after is ABSENT else "changed"
    lines = [
        Line([label_of(str(part)) for part in place], _text(old), _text(new))
        for place, old, new in _leaves((), before, after)
    ]
    return Told(
        COLLECTIONS.get(str(entry[0]), str(entry[0])),
        _name(difference),
        kind,
        lines if kind == "changed" else (),
    )


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


def _name(difference: Difference) -> str:
    for value in (difference.after, difference.before):
        if isinstance(value, Mapping) and isinstance(value.get("name"), str) and len(difference.entry) > 1:
            return f"{value['name']} ({difference.entry[-1]})"
    return str(difference.entry[-1]) if len(difference.entry) > 1 else ""


def _leaves(place: Place, before: Any, after: Any) -> Iterator[tuple[Place, Any, Any]]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _leaves((*place, key), before.get(key, ABSENT), after.get(key, ABSENT))
    else:
        yield place, before, after


def _text(value: Any) -> str:
    if value is ABSENT:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
