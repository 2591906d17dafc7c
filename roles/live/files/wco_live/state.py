"""Switches in the live state of a media node (schemas/live.sql, table switch), and how PostgreSQL writes them."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wco_host.clock import milliseconds_of

__all__ = ["mark_sent", "receive", "take_unsent"]

RECEIVE = """
INSERT INTO switch (tenant, kind, name, value, until, changed, author, sent) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until,
    changed = excluded.changed, author = excluded.author, sent = 1 WHERE excluded.changed > switch.changed
"""

Row = tuple[str, str, str, str, int, int, str]


def take_unsent(live: sqlite3.Connection) -> list[Row]:
    """Read the switches that PostgreSQL does not have yet."""
    columns = "tenant, kind, name, value, until, changed, author"
    return live.execute(f"SELECT {columns} FROM switch WHERE sent = 0").fetchall()  # noqa: S608


def receive(live: sqlite3.Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Let those of PostgreSQL's rows hold that are newer than ours."""
    with live:
        live.executemany(RECEIVE, [_of_postgresql(row) for row in rows])


def mark_sent(live: sqlite3.Connection, row: Row) -> None:
    """Note that PostgreSQL has this switch, unless it was changed meanwhile."""
    tenant, kind, name, _, _, changed, _ = row
    with live:
        live.execute(
            "UPDATE switch SET sent = 1 WHERE tenant = ? AND kind = ? AND name = ? AND changed = ?",
            (tenant, kind, name, changed),
        )


def _of_postgresql(row: dict[str, Any]) -> Row:
    until, changed = row["until"], row["changed"]
    milliseconds = _milliseconds(until) if until else 0
    key = row["tenant"], row["kind"], row["name"]
    return (*key, row["value"], milliseconds, _milliseconds(changed), row["author"])


def _milliseconds(moment: str) -> int:
    return milliseconds_of(datetime.fromisoformat(moment))
