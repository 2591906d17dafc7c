"""Create a database, or bring an older one up to date: the file is the argument; its schema the second one, or stdin.

Says "created" if anything was missing. Whoever uses the file may go on meanwhile. Those may write its folder too, and root
must not follow a link that they put there.
"""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from wco_host.sqlite_file import open_file, refuse_link


def objects(database: sqlite3.Connection) -> set[tuple[str, ...]]:
    """Return what the file consists of."""
    return set(database.execute("SELECT type, name, sql FROM sqlite_schema"))


def add_columns(database: sqlite3.Connection, schema: str) -> None:
    """Add the columns that the schema has and the file's tables lack."""
    with closing(sqlite3.connect(":memory:")) as wanted:
        wanted.executescript(schema)
        for (table,) in wanted.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            there = {row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            columns = wanted.execute("SELECT name, type, dflt_value FROM pragma_table_info(?)", (table,))
            for name, kind, default in columns:
                if there and name not in there:
                    column = f"{name} {kind} NOT NULL DEFAULT {default}"
                    database.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def opened(path: Path) -> sqlite3.Connection:
    """Open the file, made if it is not there, for its group; OSError if it is a link."""
    made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o660)
    os.fchmod(made, 0o660)  # as SQLite's files beside it will have it
    os.close(made)
    database = open_file(path, timeout=20)
    database.isolation_level = None
    refuse_link(database, path)
    return database


schema = Path(sys.argv[2]).read_text(encoding="utf-8") if sys.argv[2:] else sys.stdin.read()
with closing(opened(Path(sys.argv[1]).absolute())) as database:
    before = objects(database)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    add_columns(database, schema)
    database.execute("COMMIT")
    database.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
    after = objects(database)
print("current" if after == before else "created")
