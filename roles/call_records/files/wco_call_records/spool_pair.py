"""The two spools of a node: the one on the disk, and the one in memory with what the disk did not take.

Asterisk writes to memory whatever it cannot write to the disk: when that is full, out of inodes, read-only or locked for too
long. So a call may be open in one spool and come to its end in the other.
"""

import logging
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from wco_call_records.spool import TABLES, Spool, Table
from wco_host.reserve import Reserve

__all__ = ["SpoolPair"]

BATCH = 500
BETWEEN_ALARMS = 3600.0
"""Seconds between two alarms that the disk does not take call records."""
MOST_OWED = 1000
"""Batches that a disk which is full may owe us."""

log = logging.getLogger("wco-call-records")


class SpoolPair:
    """Opens each spool when there is need, and again after a failure."""

    def __init__(self, disk: Path, memory: Path, node: str) -> None:
        self._disk, self._memory, self._node = disk, memory, node
        self._open: dict[Path, Spool] = {}
        self._owed: list[tuple[Path, Table, Sequence[sqlite3.Row]]] = []
        """What PostgreSQL has and the spool that is named may still take for calls that go on."""
        self._next_alarm = 0.0
        self._reserve: Reserve | None = None

    @property
    def paths(self) -> list[Path]:
        """Memory first, if Asterisk has one: of a call that both know, it has the later word."""
        return [self._memory, self._disk] if self._memory.exists() else [self._disk]

    def spool(self, path: Path) -> Spool:
        """Return one of them."""
        if path not in self._open:
            self._open[path] = Spool(path)
        return self._open[path]

    def close(self, path: Path) -> None:
        """Close one of them."""
        spool = self._open.pop(path, None)
        if spool is not None:
            spool.close()

    def watch(self) -> None:
        """Raise an alarm when the disk does not take call records."""
        if not self._memory.exists() or time.monotonic() < self._next_alarm:
            return
        with suppress(sqlite3.Error):
            memory = self.spool(self._memory)
            if memory.holds_calls():
                text = f"The disk of {self._node} did not take call records: they go by its memory"
                log.warning("%s", text)
                memory.raise_alarm("call_spool", self._node, text)
                self._next_alarm = time.monotonic() + BETWEEN_ALARMS

    def keep_room(self) -> None:
        """Have room for records on the disk before it is full; without it they go by memory."""
        try:
            self._reserve = self._reserve or Reserve(self._disk)
            self._reserve.run()
        except sqlite3.Error:
            if self._reserve:
                self._reserve.close()
            self._reserve = None

    def delivered(self, path: Path, table: Table, rows: Sequence[sqlite3.Row]) -> None:
        """Note that PostgreSQL has these rows of a spool."""
        if self._memory.exists():
            self._owed.append((self._disk if path == self._memory else self._memory, table, rows))

    def settle(self) -> None:
        """Have each spool forget the calls that came to their end in the other one, as soon as it can be written."""
        owed = []
        for path, table, rows in self._owed:
            try:
                if self.spool(path).holds_calls():
                    self.spool(path).remove(table, rows)
            except sqlite3.Error:
                owed.append((path, table, rows))
        self._owed = owed[-MOST_OWED:]

    def save(self) -> None:
        """Move what memory holds to the disk, if that takes it now: memory forgets when the host ends."""
        with suppress(sqlite3.Error):
            if self._memory.exists():
                memory, disk = self.spool(self._memory), self.spool(self._disk)
                for table in TABLES:
                    while rows := memory.batch(table, BATCH):
                        disk.take(table, rows)
                        memory.remove(table, rows)
