"""The audit log as a file for a spreadsheet."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from wco_portal.database import Database
from wco_portal.screens.audit.queries import Filter, found
from wco_portal.screens.audit.words import KINDS, RESULTS, Translate, action_words
from wco_portal.texts import marked

__all__ = ["as_csv", "defused"]

_BATCH = 1000
_HEADINGS = (
    marked("Number"),
    marked("Time"),
    marked("Person"),
    marked("Kind"),
    marked("Address"),
    marked("Action"),
    marked("Object"),
    marked("Result"),
    marked("Before"),
    marked("After"),
)


def as_csv(
    database: Database, company: str, wanted: Filter, translate: Translate, zone: ZoneInfo
) -> Iterator[bytes]:
    """Yield the file in pieces: UTF-8 with its mark and semicolons, as spreadsheets in Poland open it.

    Times are the company's, with their distance from UTC.
    """
    yield "\ufeff".encode() + _lines([[translate(heading) for heading in _HEADINGS]])
    before = None
    while True:
        with database.company(company) as connection:
            rows = found(connection, wanted, before, _BATCH, zone)
        if not rows:
            return
        before = rows[-1]["number"]
        yield _lines([_cells(row, translate, zone) for row in rows])


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and cell else cell


def _cells(row: Mapping[str, Any], translate: Translate, zone: ZoneInfo) -> list[str]:
    content = row["content"]
    kind, result = content["kind"], content["result"]
    return [
        str(row["number"]),
        row["moment"].astimezone(zone).isoformat(timespec="seconds"),
        content["actor"],
        translate(KINDS.get(kind, kind)),
        content["address"],
        action_words(content["action"], translate),
        content["object"],
        translate(RESULTS.get(result, result)),
        *(
            json.dumps(content[side], ensure_ascii=False) if side in content else ""
            for side in ("before", "after")
        ),
    ]


def _lines(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [[defused(cell) for cell in row] for row in rows]
    )
    return text.getvalue().encode()
