"""SQLite files of this node: they have to exist, as those who write them make them."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Literal

__all__ = ["open_file", "refuse_link"]


def open_file(path: Path, mode: Literal["ro", "rw"] = "rw", timeout: float = 5.0) -> sqlite3.Connection:
    """Open a file; sqlite3.OperationalError when it is not there. The timeout is how long to wait for a lock, in seconds."""
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=timeout)


def refuse_link(database: sqlite3.Connection, path: Path) -> None:
    """Raise OSError if what is open is not the file at this path, but what a link there leads to.

    SQLite names the file that it has opened, and does not follow a link that takes its place: whoever puts one there in
    between is found out.
    """
    if Path(database.execute("PRAGMA database_list").fetchone()[2]) != path.parent.resolve() / path.name:
        database.close()
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
