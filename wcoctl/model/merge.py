"""What two sides have made of one tenant document, merged entry by entry.

An entry is what people think of as one thing: a block, a user, a prompt, a main number; a part of the document that has no entries
(``contract``, ``blocklist``) is one itself. Documents are files' data, as it is before anything checks it. The order of keys
means nothing: PostgreSQL does not keep it.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_origin

from wcoctl.model.finding import Place
from wcoctl.model.tenant import Tenant

__all__ = ["ABSENT", "Clash", "Merged", "entries", "merge", "same"]

ABSENT: Any = object()
"""Stands for an entry that a document does not have."""

_COLLECTIONS = {name for name, field in Tenant.model_fields.items() if get_origin(field.annotation) is dict}
_NUMBERS, _FURTHER = "main_numbers", "additional"


@dataclass(frozen=True)
class Clash:
    """An entry that both sides have changed, each in another way; ``ABSENT`` where a side does not have it."""

    place: Place
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """``ours`` with what ``theirs`` changed, but for what clashes."""

    document: dict[str, Any]
    clashes: list[Clash]


def merge(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> Merged:
    """Bring into ``ours`` what ``theirs`` has changed since ``base``. What both changed in the same way is no clash."""
    before, mine, wanted = (dict(entries(document)) for document in (base, ours, deepcopy(theirs)))
    document, clashes = deepcopy(ours), []
    for place in {**before, **wanted}:
        was, now, new = (known.get(place, ABSENT) for known in (before, mine, wanted))
        if same(was, new) or same(now, new):
            continue
        if not same(now, was) or not _put(document, place, new):
            clashes.append(Clash(place, was, now, new))
    return Merged(document, clashes)


def entries(document: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield the entries of a document by their places; a further main number's place has the number, not its position."""
    for key, value in document.items():
        if key in _COLLECTIONS and isinstance(value, dict | None):
            yield from (((key, name), entry) for name, entry in (value or {}).items())
        elif key == _NUMBERS and (value is None or _are_told_apart(value)):
            numbers = value or {}
            yield from (((key, name), entry) for name, entry in numbers.items() if name != _FURTHER)
            yield from (((key, _FURTHER, entry["number"]), entry) for entry in numbers.get(_FURTHER) or ())
        else:
            yield (key,), value


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same in a file, where ``true`` is not 1; both may be ``ABSENT``."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return _text(one) == _text(other)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _are_told_apart(numbers: Any) -> bool:
    """Tell whether main numbers can be told apart, as they can in a document without mistakes."""
    if not isinstance(numbers, dict):
        return False
    further = numbers.get(_FURTHER) or []
    if not isinstance(further, list) or not all(isinstance(entry, dict) for entry in further):
        return False
    known = [entry.get("number") for entry in further]
    return all(isinstance(number, str) for number in known) and len(set(known)) == len(known)


def _put(document: dict[str, Any], place: Place, value: Any) -> bool:
    """Replace, add or remove an entry; False where the document has something else in its place."""
    *way, last = map(str, place)
    if way[:1] == [_NUMBERS] and not _are_told_apart(document.get(_NUMBERS) or {}):
        return False
    holder: Any = document
    for key in way:
        if holder.get(key) is None:
            holder[key] = [] if key == _FURTHER else {}
        holder = holder[key]
        if not isinstance(holder, list if key == _FURTHER else dict):
            return False
    if not way and any(found[:1] == place != found for found, _ in entries(document)):
        return False  # there are entries, and this would replace them all
    if isinstance(holder, list):
        return _put_number(holder, last, value)
    if value is ABSENT:
        del holder[last]
    else:
        holder[last] = value
    for key in way if not holder else ():
        del document[key]  # an empty collection is none
    return True


def _put_number(holder: list[Any], number: str, value: Any) -> bool:
    position = next((at for at, entry in enumerate(holder) if entry.get("number") == number), len(holder))
    holder[position : position + 1] = [] if value is ABSENT else [value]
    return True
