"""The entries of a tenant document: what people think of as one thing.

A block, a user, a prompt, a main number; a part of the document that has no entries (``contract``, ``blocklist``) is one itself.
Documents are files' data, as it is before anything checks it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_origin

from wcoctl.model.finding import Place
from wcoctl.model.tenant import Tenant

__all__ = ["ABSENT", "COLLECTIONS", "FURTHER", "NUMBERS", "are_told_apart", "entries", "same"]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final[Any] = _Absent()
"""Stands for what a document does not have."""

COLLECTIONS = frozenset(
    name for name, field in Tenant.model_fields.items() if get_origin(field.annotation) is dict
)
"""Settings whose entries have names."""
NUMBERS, FURTHER = "main_numbers", "additional"


def entries(document: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Yield the entries of a document by their places; a further main number's place has the number, not its position."""
    for key, value in document.items():
        if key in COLLECTIONS and isinstance(value, dict | None):
            yield from (((key, name), entry) for name, entry in (value or {}).items())
        elif key == NUMBERS and (value is None or are_told_apart(value)):
            numbers = value or {}
            yield from (((key, name), entry) for name, entry in numbers.items() if name != FURTHER)
            yield from (((key, FURTHER, entry["number"]), entry) for entry in numbers.get(FURTHER) or ())
        else:
            yield (key,), value


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same in a file, where ``true`` is not 1; both may be ``ABSENT``."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return _text(one) == _text(other)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def are_told_apart(numbers: Any) -> bool:
    """Tell whether main numbers can be told apart, as they can in a document without mistakes."""
    if not isinstance(numbers, dict):
        return False
    further = numbers.get(FURTHER) or []
    if not isinstance(further, list) or not all(isinstance(entry, dict) for entry in further):
        return False
    known = [entry.get("number") for entry in further]
    return all(isinstance(number, str) for number in known) and len(set(known)) == len(known)
