"""What differs between two documents of a company, entry by entry and setting by setting."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from wcoctl.model.entries import ABSENT, entries, same
from wcoctl.model.finding import Place

__all__ = ["EntryChange", "SettingChange", "entry_changes"]

_LONGEST = 200


class SettingChange(NamedTuple):
    """A setting of an entry that differs; texts are empty where there is nothing."""

    place: Place
    """The way to it within the entry."""
    before: str
    after: str


class EntryChange(NamedTuple):
    """An entry that is not the same in both."""

    entry: Place
    before: Any
    """``ABSENT`` if it is new."""
    after: Any
    """``ABSENT`` if it is gone."""

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Return what happened to it."""
        return "added" if self.before is ABSENT else "removed" if self.after is ABSENT else "changed"

    @property
    def name(self) -> str:
        """Return what people call the entry; empty for a part of the document that has no entries."""
        for value in (self.after, self.before):
            if isinstance(value, Mapping) and isinstance(value.get("name"), str) and len(self.entry) > 1:
                return f"{value['name']} ({self.entry[-1]})"
        return str(self.entry[-1]) if len(self.entry) > 1 else ""

    @property
    def settings(self) -> list[SettingChange]:
        """Return the settings of an entry that was changed."""
        if self.kind != "changed":
            return []
        return [
            SettingChange(place, _text(old), _text(new))
            for place, old, new in _leaves((), self.before, self.after)
        ]


def entry_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[EntryChange]:
    """Yield the entries that differ, in the order of the documents; a further main number's place has the number."""
    old, new = dict(entries(before)), dict(entries(after))
    for place in {**old, **new}:
        was, now = old.get(place, ABSENT), new.get(place, ABSENT)
        if not same(was, now):
            yield EntryChange(place, was, now)


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
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
