"""Room that a SQLite file in WAL mode has taken for itself: writes go on for a time although the disk is full.

Free pages inside the file take new rows, and the log beside it is written anew from its beginning as long as somebody has the
file open, which this does.
"""

import time
from pathlib import Path

from wco_host.sqlite_file import open_file

__all__ = ["Reserve"]

ROOM = 8 * 1024 * 1024
"""Bytes that are taken, in the file and in its log; rows may use up half of them until they are taken anew."""
BETWEEN_LOOKS = 60.0


class Reserve:
    """An open file; what it needs is looked at from time to time."""

    def __init__(self, file: Path) -> None:
        self._log = file.with_name(f"{file.name}-wal")
        self._database = open_file(file)
        self._page = int(self._database.execute("PRAGMA page_size").fetchone()[0])
        self._next_look = 0.0

    def run(self) -> None:
        """Take what is missing; raises sqlite3.OperationalError when the disk does not have it."""
        if time.monotonic() >= self._next_look:
            if self._left() < ROOM // 2:
                self._take()
            self._next_look = time.monotonic() + BETWEEN_LOOKS

    def close(self) -> None:
        """Let go of the file. Its free pages stay; the log goes with the last who has it open."""
        self._database.close()

    def _left(self) -> int:
        free = int(self._database.execute("PRAGMA freelist_count").fetchone()[0]) * self._page
        return min(free, self._log.stat().st_size if self._log.exists() else 0)

    def _take(self) -> None:
        with self._database:
            self._database.execute("DROP TABLE IF EXISTS reserve")
            self._database.execute("CREATE TABLE reserve (room BLOB)")
            self._database.execute("INSERT INTO reserve VALUES (zeroblob(?))", (ROOM,))
        with self._database:
            self._database.execute("DROP TABLE reserve")
