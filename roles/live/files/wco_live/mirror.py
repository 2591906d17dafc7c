"""The mirror: members of groups, copied from the call plan into the live state whenever the plan changes.

app_queue reads its members by one view, and a view of SQLite cannot join two files; hence the copy. The call plan is
read only. It may be missing, empty, rebuilt or another file than a moment ago.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from wco_host.sqlite_file import open_file

__all__ = ["Mirror"]

Manifest = dict[str, str]


class Mirror:
    """Both files, open: the call plan and the live state."""

    def __init__(self, plan: Path, live: Path) -> None:
        self._path = plan
        self._file = _identity(plan)
        self._plan = _open(plan, "ro")
        self._live = _open(live, "rw")
        # A plan of another version has other columns: what is copied is what the live state asks for.
        columns = self._live.execute("SELECT name FROM pragma_table_info('queue_member')").fetchall()
        self._columns = ", ".join(name for (name,) in columns)
        self._places = ", ".join("?" * len(columns))
        self._seen = 0

    def run(self) -> int:
        """Copy what has changed since the last run and return how many tenants that were."""
        if _identity(self._path) != self._file:
            raise sqlite3.OperationalError("the call plan is another file now")
        seen = self._plan.execute("PRAGMA data_version").fetchone()[0]
        if seen == self._seen:
            return 0
        wanted = self._manifest(self._plan, "manifest")
        held = self._manifest(self._live, "mirrored")
        changed = sorted({tenant for tenant, _ in wanted.items() ^ held.items()})
        for tenant in changed:
            self._copy(tenant)
        self._seen = seen
        return len(changed)

    def close(self) -> None:
        """Close both files."""
        self._plan.close()
        self._live.close()

    @staticmethod
    def _manifest(database: sqlite3.Connection, table: str) -> Manifest:
        return dict(database.execute(f"SELECT tenant, digest FROM {table}"))  # noqa: S608 - names from here

    def _copy(self, tenant: str) -> None:
        """Give a tenant the members of the plan, all at once; a tenant that is gone has none."""
        with _transaction(self._plan, "DEFERRED"):
            digest = self._plan.execute(
                "SELECT tenant, digest FROM manifest WHERE tenant = ?", (tenant,)
            ).fetchall()
            read = f"SELECT {self._columns} FROM queue_member WHERE tenant = ?"  # noqa: S608
            members = self._plan.execute(read, (tenant,)).fetchall()
        with _transaction(self._live, "IMMEDIATE"):
            self._live.execute("DELETE FROM queue_member WHERE tenant = ?", (tenant,))
            self._live.execute("DELETE FROM mirrored WHERE tenant = ?", (tenant,))
            write = f"INSERT INTO queue_member ({self._columns}) VALUES ({self._places})"  # noqa: S608
            self._live.executemany(write, members)
            self._live.executemany("INSERT INTO mirrored VALUES (?, ?)", digest)


def _identity(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise sqlite3.OperationalError(f"there is no {path} yet") from None
    return status.st_dev, status.st_ino


def _open(path: Path, mode: Literal["ro", "rw"]) -> sqlite3.Connection:
    database = open_file(path, mode)
    database.isolation_level = None
    database.execute("PRAGMA synchronous = NORMAL")
    return database


@contextmanager
def _transaction(database: sqlite3.Connection, kind: str) -> Iterator[None]:
    with closing(database.cursor()) as cursor:
        cursor.execute(f"BEGIN {kind}")
        try:
            yield
            cursor.execute("COMMIT")
        finally:
            if database.in_transaction:
                cursor.execute("ROLLBACK")
