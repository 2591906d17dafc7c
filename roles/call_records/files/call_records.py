"""Service wco-call-records: takes what calls leave behind from this node's spools to PostgreSQL.

A row leaves the spool only after PostgreSQL has committed it, and PostgreSQL ignores a row that it has. So a
row is never lost and never doubled, wherever the way is cut. Where PostgreSQL is and how to log in comes from
libpq's environment variables (PGHOST, PGPASSFILE, ...), the spools' places from WCO_CALL_SPOOL (on the disk) and
WCO_CALL_MEMORY (what the disk did not take), the node's name from WCO_NODE.
"""

import logging
import os
import signal
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import psycopg
import tenacity
from call_spool import TABLES, Spool, Table
from postgresql_connection import connect
from spool_pair import SpoolPair
from systemd import daemon

BATCH = 500
PAUSE = 0.5
"""Seconds between two looks into an empty spool."""
LONGEST_WAIT = 10.0
"""Seconds between two tries when PostgreSQL or the spool is not to be had."""
BAD_ROW = (psycopg.DataError, psycopg.IntegrityError, ValueError, TypeError, OverflowError)
"""What is the row's own fault and will not pass with time."""

log = logging.getLogger("wco-call-records")


class Delivery:
    """The way from the spools to PostgreSQL; opens both ends when there is need, and again after a failure."""

    def __init__(self, spools: SpoolPair) -> None:
        self._spools = spools
        self._database: psycopg.Connection | None = None

    def run(self) -> int:
        """Deliver up to one batch of each table of each spool and return how many rows left them."""
        moved, trouble = 0, None
        self._spools.keep_room()
        self._spools.watch()
        for path in self._spools.paths:
            try:
                moved += sum(self._deliver_batch(path, table) for table in TABLES)
            except sqlite3.Error as error:  # the other one may be better
                self._spools.close(path)
                trouble = error
            except psycopg.Error:
                self._spools.save()
                self.close()
                raise
        self._spools.settle()
        if trouble:
            raise trouble
        return moved

    def close(self) -> None:
        """Close all ends."""
        for path in self._spools.paths:
            self._spools.close(path)
        if self._database is not None:
            self._database.close()
        self._database = None

    def _deliver_batch(self, path: Path, table: Table) -> int:
        spool = self._spools.spool(path)
        rows = spool.batch(table, BATCH)
        if rows:
            if self._database is None:
                self._database = connect()
            deliver(spool, self._database, table, rows)
            self._spools.delivered(path, table, rows)
        return len(rows)


def deliver(spool: Spool, database: psycopg.Connection, table: Table, rows: Sequence[sqlite3.Row]) -> None:
    """Insert the rows, all or none; a bad one among them is found by halving and set aside."""
    try:
        values = [table.values(row) for row in rows]
        columns, places = ", ".join(table.columns), ", ".join(["%s"] * len(table.columns))
        insert = f"INSERT INTO {table.name} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
        with database.transaction(), database.cursor() as cursor:
            cursor.executemany(insert, values)
    except BAD_ROW as error:
        if len(rows) == 1:
            reason = " ".join(str(error).split())
            log.warning(
                "%s %s cannot be stored and was set aside: %s", table.name, rows[0][table.key], reason
            )
            spool.set_aside(table, rows[0], reason)
        else:
            middle = len(rows) // 2
            deliver(spool, database, table, rows[:middle])
            deliver(spool, database, table, rows[middle:])
    else:
        spool.remove(table, rows)


def report_failure(state: tenacity.RetryCallState) -> None:
    """Say what keeps us waiting: always in the service's status, ever more seldom in the journal."""
    error = state.outcome.exception() if state.outcome else None
    reason = " ".join(str(error).split())
    daemon.notify(f"WATCHDOG=1\nSTATUS=waiting: {reason}")
    if state.attempt_number.bit_count() == 1:
        log.warning("try %d failed, call records wait in the spool: %s", state.attempt_number, reason)


def main() -> None:
    """Deliver until the service is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    disk, memory = (Path(os.environ[name]) for name in ("WCO_CALL_SPOOL", "WCO_CALL_MEMORY"))
    delivery = Delivery(SpoolPair(disk, memory, os.environ["WCO_NODE"]))
    patiently = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((psycopg.Error, sqlite3.Error)),
        wait=tenacity.wait_exponential(multiplier=PAUSE, max=LONGEST_WAIT) + tenacity.wait_random(0, PAUSE),
        sleep=tenacity.sleep_using_event(stop),
        stop=tenacity.stop_when_event_set(stop),
        before_sleep=report_failure,
        retry_error_callback=lambda _: 0,
    )
    daemon.notify("READY=1")
    while not stop.is_set():
        moved = patiently(delivery.run)
        daemon.notify("WATCHDOG=1\nSTATUS=delivering")
        if not moved:
            stop.wait(PAUSE)
    delivery.close()


if __name__ == "__main__":
    main()
