"""What a database has to consist of, by the schema that it is made from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Schema:
    """The SQL that a database is made from; without any, nothing is known of the database."""

    sql: str = ""
    replaced: bool = False
    """Whether each apply replaces a database of another version, and what it lacks comes from the controller."""

    def trouble(self, database: sqlite3.Connection) -> str:
        """Say why a database does not serve whoever needs this schema; empty if it does. Newer ones do."""
        held, wanted = _version(database), self._wanted[0]
        if not wanted or (self.replaced and held != wanted):
            return ""
        lacking = sorted(self._wanted[1] - _parts(database), key=lambda part: (part[0] != "table", part))
        if not lacking:
            return f"has schema version {held}, not {wanted}" if held < wanted else ""
        if not any(kind == "table" for kind, _ in self._wanted[1].difference(lacking)):
            return "is another database"
        kind, name = lacking[0]
        further = f" and {len(lacking) - 1} more" if lacking[1:] else ""
        return f"lacks the {kind} {name}{further}"

    @cached_property
    def _wanted(self) -> tuple[int, frozenset[tuple[str, str]]]:
        with closing(sqlite3.connect(":memory:")) as made:
            made.executescript(self.sql)
            return _version(made), _parts(made)


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _parts(database: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return tables, views, triggers, indexes and columns, without what SQLite makes by itself."""
    named = database.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").fetchall()
    columns = database.execute(
        "SELECT 'column', t.name || '.' || c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return frozenset((str(kind), str(name)) for kind, name in [*named, *columns])
