"""A tenant's document as plain data, and the entries in it that people edit one at a time.

Pure: every function returns a new document and leaves the old one as it is.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from wcoctl.model.entries import ABSENT
from wcoctl.model.finding import Place

__all__ = ["Document", "Entry", "mark_of", "value_at", "with_value"]

Document = Mapping[str, Any]
Entry = Place
"""Place of what is edited, compared and merged as one: an entry of a collection, or a setting at the top."""


def value_at(document: Document, place: Place) -> Any:
    """Return what is at a place, or ``ABSENT``."""
    value: Any = document
    for part in place:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def with_value(document: Document, place: Place, value: Any) -> dict[str, Any]:
    """Return the document with another value at a place of mappings; ``ABSENT`` removes it."""
    first, *rest = place
    if rest:
        inner = document.get(str(first))
        value = with_value(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)
    changed = dict(document)
    if value is ABSENT:
        changed.pop(str(first), None)
    else:
        changed[str(first)] = value
    return changed


def mark_of(value: Any) -> str:
    """Return what tells a value from others: a form carries that of the entry that it was made from."""
    if value is ABSENT:
        return ""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
