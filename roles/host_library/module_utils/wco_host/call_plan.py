"""The call plan of this node, which is only read. It may be missing, and be another file from one moment to the next."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wco_host.sqlite_file import open_file

__all__ = ["SITE", "find_row", "whole_plan"]

SITE = "_site"
"""Every call plan that was ever applied holds it."""


def find_row(plan: Path, query: str, timeout: float = 5.0, **values: str) -> sqlite3.Row | None:
    """Return the one row of a query, None when there is none; sqlite3.Error when the plan cannot be read."""
    with closing(open_file(plan, "ro", timeout)) as database:
        database.row_factory = sqlite3.Row
        row: sqlite3.Row | None = database.execute(query, values).fetchone()
        return row


@contextmanager
def whole_plan(plan: Path) -> Iterator[sqlite3.Connection]:
    """Open the plan as it is at this moment; LookupError when none was ever applied.

    Who removes what no plan names would remove all.
    """
    with closing(open_file(plan, "ro", timeout=20)) as database:
        database.execute("BEGIN")
        if not database.execute("SELECT 1 FROM manifest WHERE tenant = ?", (SITE,)).fetchone():
            raise LookupError(f"{plan} holds no call plan")
        yield database
