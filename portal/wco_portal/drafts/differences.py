"""What differs between two documents, entry by entry."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wco_portal.drafts.document import Document, Entry, entries, value_at

__all__ = ["Difference", "differences"]


class Difference(NamedTuple):
    """An entry that is not the same in both."""

    entry: Entry
    before: Any
    """``ABSENT`` if it is new."""
    after: Any
    """``ABSENT`` if it is gone."""


def differences(before: Document, after: Document) -> Iterator[Difference]:
    """Yield the entries that differ, in the order of the documents."""
    for entry in dict.fromkeys((*entries(before), *entries(after))):
        old, new = value_at(before, entry), value_at(after, entry)
        if old != new:
            yield Difference(entry, old, new)
