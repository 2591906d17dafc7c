"""The list of a collection: searched, sorted, a page at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from wco_portal.drafts.checking import check
from wco_portal.drafts.document import Document
from wco_portal.screens.switchboard.collections import Collection
from wco_portal.switchboard.names import Translate, choices_of, name_of, type_of
from wco_portal.switchboard.words import TYPES

__all__ = ["Row", "rows_of"]

_LONGEST = 80


class Row(NamedTuple):
    """An entry in the list."""

    identifier: str
    name: str
    cells: Sequence[str]
    mistakes: int


def rows_of(document: Document, collection: Collection, wanted: str, translate: Translate) -> list[Row]:
    """Return the entries in which a text occurs."""
    entries = document.get(collection.key)
    wrong = _mistakes(document, collection)
    names = choices_of(document, {"users", "groups"} if collection.numbered else (), translate)
    rows = [
        Row(key, name_of(key, value), _cells(collection, value, names, translate), wrong.count(key))
        for key, value in (entries if isinstance(entries, Mapping) else {}).items()
    ]
    found = [row for row in rows if wanted.casefold() in " ".join((row.name, *row.cells)).casefold()]
    return sorted(found, key=lambda row: (*(row.cells if collection.by_type else ()), row.name.casefold()))


def _mistakes(document: Document, collection: Collection) -> list[str]:
    places = (finding.place for finding in check(document).findings)
    return [str(place[1]) for place in places if len(place) > 1 and place[0] == collection.key]


def _cells(
    collection: Collection, value: Any, names: Mapping[str, Mapping[str, str]], translate: Translate
) -> list[str]:
    known = value if isinstance(value, Mapping) else {}
    cells = []
    for column in collection.columns:
        found = known.get(column)
        if column == "type":
            cells.append(translate(TYPES[type_of(known)]))
        elif column == "active":
            cells.append(translate("Yes") if known.get(column, True) is True else translate("No"))
        else:
            text = names.get(f"{column}s", {}).get(str(found)) or _text(found)
            cells.append(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    return cells


def _text(value: Any) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
