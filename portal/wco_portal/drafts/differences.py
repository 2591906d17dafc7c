"""What differs between two documents, entry by entry."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wco_portal.drafts.document import Document, Entry
from wcoctl.model.entries import ABSENT, entries, same

__all__ = ["Difference", "differences"]


class Difference(NamedTuple):
    """An entry that is not the same in both."""

    entry: Entry
    before: Any
    """``ABSENT`` if it is new."""
    after: Any
    """``ABSENT`` if it is gone."""


def differences(before: Document, after: Document) -> Iterator[Difference]:
    """Yield the entries that differ, in the order of the documents; a further main number's place has the number."""
    old, new = dict(entries(before)), dict(entries(after))
    for place in {**old, **new}:
        was, now = old.get(place, ABSENT), new.get(place, ABSENT)
        if not same(was, now):
            yield Difference(place, was, now)
