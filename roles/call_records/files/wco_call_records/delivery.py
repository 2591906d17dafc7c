"""The way of records from the spools to PostgreSQL."""

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import psycopg

from wco_call_records.spool import TABLES, Spool, Table
from wco_call_records.spool_pair import SpoolPair
from wco_host.postgresql import connect

__all__ = ["Delivery"]

BATCH = 500
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
