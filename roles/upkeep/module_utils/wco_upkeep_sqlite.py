"""SQLite files that services use: opened without leaving a trace, and not through a link."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path


def open_file(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """Open a file that services use, without leaving a trace; OSError if it is a link.

    SQLite names the file that it has opened, and does not follow a link that takes its place: whoever puts one there in
    between is found out.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, timeout=20, isolation_level=None)
    keep_log(database)
    opened = Path(database.execute("PRAGMA database_list").fetchone()[2])
    if opened != path.parent.resolve() / path.name:
        database.close()
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
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
