"""What two sides have made of one tenant document, merged entry by entry.

The order of keys means nothing: PostgreSQL does not keep it.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from wcoctl.model.entries import ABSENT, FURTHER, NUMBERS, are_told_apart, entries, same
from wcoctl.model.finding import Place

__all__ = ["Clash", "Merged", "merge"]


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


def _put(document: dict[str, Any], place: Place, value: Any) -> bool:
    """Replace, add or remove an entry; False where the document has something else in its place."""
    *way, last = map(str, place)
    if way[:1] == [NUMBERS] and not are_told_apart(document.get(NUMBERS) or {}):
        return False
    holder: Any = document
    for key in way:
        if holder.get(key) is None:
            holder[key] = [] if key == FURTHER else {}
        holder = holder[key]
        if not isinstance(holder, list if key == FURTHER else dict):
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
