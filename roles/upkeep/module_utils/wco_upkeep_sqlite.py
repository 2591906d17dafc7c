"""SQLite files that services use: opened without leaving a trace, and not through a link."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_host import sqlite_file
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_host import sqlite_file


def open_file(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """Open a file that services use, without leaving a trace; OSError if it is a link."""
    database: sqlite3.Connection = sqlite_file.open_file(path.absolute(), mode, timeout=20)
    database.isolation_level = None
    keep_log(database)
    sqlite_file.refuse_link(database, path)
    return database


def keep_log(database: sqlite3.Connection) -> None:
    """Let the last close leave -wal and -shm, which readers may not create. Python has it from 3.12 on."""
    if sys.version_info >= (3, 12):
        database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)


def insert_missing(database: sqlite3.Connection, copy: Path) -> list[str]:
    """Insert the rows of a copy that this database lacks; tables whose rows have no key of their own are left out."""
    database.execute("ATTACH ? AS other", (str(copy),))
    tables = database.execute(
        "SELECT name FROM other.sqlite_schema JOIN main.sqlite_schema USING (type, name, sql) WHERE type = 'table'"
    ).fetchall()
    filled = []
    for (table,) in tables:
        if not database.execute("SELECT 1 FROM pragma_table_info(?) WHERE pk > 0", (table,)).fetchone():
            continue
        inserted = database.execute(f'INSERT OR IGNORE INTO main."{table}" SELECT * FROM other."{table}"')  # noqa: S608
        if inserted.rowcount > 0:
            filled.append(table)
    database.execute("DETACH other")
    return filled
