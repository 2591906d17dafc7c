"""The call plan of this node, which is only read. It may be missing, and be another file from one moment to the next."""

import sqlite3
from contextlib import closing
from pathlib import Path

from wco_host.sqlite_file import open_file

__all__ = ["find_row"]


def find_row(plan: Path, query: str, timeout: float = 5.0, **values: str) -> sqlite3.Row | None:
    """Return the one row of a query, None when there is none; sqlite3.Error when the plan cannot be read."""
    with closing(open_file(plan, "ro", timeout)) as database:
        database.row_factory = sqlite3.Row
        row: sqlite3.Row | None = database.execute(query, values).fetchone()
        return row
