"""The spool: what Asterisk wrote down on this node and PostgreSQL has not confirmed yet.

There are two: one on the disk, and one in memory with what the disk did not take.
Calls that go on and their phones are left alone; what is complete will not change any more.
``TABLES`` say how a row of the spool (schemas/call_spool.sql) becomes a row in PostgreSQL (schemas/postgresql).
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wco_host import alarm, clock
from wco_host.sqlite_file import open_file

__all__ = ["TABLES", "Spool", "Table"]

KEPT = 90 * 86_400_000
"""Milliseconds for which a row is kept that PostgreSQL did not take."""
REJECTED = """
CREATE TABLE IF NOT EXISTS rejected (
    at      INTEGER NOT NULL,  -- when it was set aside, ms since 1970
    source  TEXT NOT NULL,     -- table
    row     TEXT NOT NULL,     -- JSON
    reason  TEXT NOT NULL
)
"""


@dataclass(frozen=True)
class Table:
    """One table of the spool and its counterpart in PostgreSQL."""

    name: str
    key: str
    """Column with the row's UUID."""
    columns: tuple[str, ...]
    """In PostgreSQL."""
    values: Callable[[sqlite3.Row], tuple[object, ...]]
    """A row of the spool as values for ``columns``; raises ValueError or TypeError for what cannot be one."""
    complete: str = "true"
    """Condition (SQL) of the rows that may leave the spool."""


def _moment_or_never(milliseconds: int) -> datetime | None:
    return clock.moment_of(milliseconds) if milliseconds else None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, not {value!r}")
    return value


def _steps(path: str) -> str:
    """Turn the path of a call into JSON; ``900:menu:key_1`` is one step."""
    steps = []
    for step in _text(path).split():
        milliseconds, block, exit_ = step.split(":")
        steps.append({"ms": int(milliseconds), "block": block, "exit": exit_})
    return json.dumps(steps)


def _call_values(row: sqlite3.Row) -> tuple[object, ...]:
    return (
        _text(row["call"]),
        _text(row["tenant"]),
        _text(row["direction"]),
        _text(row["dialled"]),
        _text(row["caller"]),
        _text(row["presented"]),
        clock.moment_of(row["started"]),
        _moment_or_never(row["answered"]),
        clock.moment_of(row["ended"]),
        _steps(row["path"]),
        _text(row["outcome"]),
        _text(row["answered_by"]),
        int(row["cause"]),
        _text(row["node"]),
    )


def _leg_values(row: sqlite3.Row) -> tuple[object, ...]:
    return (
        _text(row["leg"]),
        _text(row["call"]),
        _text(row["block"]),
        _text(row["user"]),
        _text(row["number"]),
        clock.moment_of(row["started"]),
        _moment_or_never(row["answered"]),
        clock.moment_of(row["ended"]),
        _text(row["result"]),
    )


def _alarm_values(row: sqlite3.Row) -> tuple[object, ...]:
    texts = (_text(row[name]) for name in ("alarm", "tenant", "kind", "subject", "text"))
    return (*texts, clock.moment_of(row["at"]), _text(row["node"]))


def _answer_values(row: sqlite3.Row) -> tuple[object, ...]:
    texts = (_text(row[name]) for name in ("answer", "call", "tenant", "block", "question", "digit"))
    return (*texts, clock.moment_of(row["at"]))


TABLES = (
    Table(
        name="call",
        key="call",
        columns=(
            "call", "tenant", "direction", "dialled", "caller", "presented", "started", "answered", "ended",
            "path", "outcome", "answered_by", "cause", "node",
        ),
        values=_call_values,
        complete="ended > 0",
    ),
    Table(
        name="leg",
        key="leg",
        columns=("leg", "call", "block", "user_id", "number", "started", "answered", "ended", "result"),
        values=_leg_values,
        complete="ended > 0",
    ),
    Table(
        name="alarm",
        key="alarm",
        columns=("alarm", "tenant", "kind", "subject", "text", "at", "node"),
        values=_alarm_values,
    ),
    Table(
        name="survey_answer",
        key="answer",
        columns=("answer", "call", "tenant", "block", "question", "digit", "at"),
        values=_answer_values,
    ),
)  # fmt: skip


class Spool:
    """An open spool. It has to exist: Asterisk's side creates it."""

    def __init__(self, path: Path) -> None:
        self._database = open_file(path)
        self._database.row_factory = sqlite3.Row
        # A caller's name may hold any bytes; they must not stop the rows behind it.
        self._database.text_factory = lambda data: data.decode(errors="replace")
        with self._database:
            self._database.execute(REJECTED)

    def holds_calls(self) -> bool:
        """Whether there is any call or phone in it, be it complete or not."""
        query = "SELECT EXISTS (SELECT 1 FROM call) OR EXISTS (SELECT 1 FROM leg)"
        return bool(self._database.execute(query).fetchone()[0])

    def batch(self, table: Table, limit: int) -> list[sqlite3.Row]:
        """Read up to ``limit`` rows that are complete."""
        query = f"SELECT * FROM {table.name} WHERE {table.complete} LIMIT ?"  # noqa: S608 - of this module
        return self._database.execute(query, (limit,)).fetchall()

    def remove(self, table: Table, rows: Sequence[sqlite3.Row]) -> None:
        """Forget rows that PostgreSQL has."""
        with self._database:
            self._delete(table, rows)

    def take(self, table: Table, rows: Sequence[sqlite3.Row]) -> None:
        """Take complete rows from another spool; what they say holds."""
        columns = rows[0].keys()
        places = ", ".join(["?"] * len(columns))
        query = f"INSERT OR REPLACE INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
        with self._database:
            self._database.executemany(query, [tuple(row) for row in rows])

    def raise_alarm(self, kind: str, node: str, text: str) -> None:
        """Tell the operator something about this node."""
        alarm.raise_alarm(self._database, kind, node, text, node)

    def set_aside(self, table: Table, row: sqlite3.Row, reason: str) -> None:
        """Move a row that PostgreSQL will never take to the table ``rejected``, where it is kept for three months."""
        at = clock.now()
        text = json.dumps(dict(row), ensure_ascii=False, default=repr)
        with self._database:
            self._database.execute("INSERT INTO rejected VALUES (?, ?, ?, ?)", (at, table.name, text, reason))
            self._database.execute("DELETE FROM rejected WHERE at < ?", (at - KEPT,))
            self._delete(table, [row])

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _delete(self, table: Table, rows: Sequence[sqlite3.Row]) -> None:
        query = f"DELETE FROM {table.name} WHERE {table.key} = ?"  # noqa: S608 - names from this module
        self._database.executemany(query, [(row[table.key],) for row in rows])
