"""Create a database, or bring an older one up to date: the file is the argument, its schema comes on stdin.

Says "created" if anything was missing. Whoever uses the file may go on meanwhile.
"""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path


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


os.umask(0o007)
schema = sys.stdin.read()
with closing(sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)) as database:
    before = objects(database)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    add_columns(database, schema)
    database.execute("COMMIT")
    database.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
    after = objects(database)
Path(sys.argv[1]).chmod(0o660)
print("current" if after == before else "created")
