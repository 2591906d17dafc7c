"""Service wco-call-records: takes records of calls, alarms and survey answers from this node's spools to PostgreSQL.

A row leaves the spool only after PostgreSQL has committed it, and PostgreSQL ignores a row that it has. So a
row is never lost and never doubled, wherever the way is cut. Where PostgreSQL is and how to log in comes from
libpq's environment variables (PGHOST, PGPASSFILE, ...), the spools' places from WCO_CALL_SPOOL (on the disk) and
WCO_CALL_MEMORY (what the disk did not take), the node's name from WCO_NODE.
"""

import os
import sqlite3
from pathlib import Path

import psycopg

from wco_call_records.delivery import Delivery
from wco_call_records.spool_pair import SpoolPair
from wco_host.service import serve

LONGEST_WAIT = 10.0
"""Seconds between two tries when PostgreSQL or the spool is not to be had."""


def main() -> None:
    """Deliver until the service is stopped."""
    disk, memory = (Path(os.environ[name]) for name in ("WCO_CALL_SPOOL", "WCO_CALL_MEMORY"))
    delivery = Delivery(SpoolPair(disk, memory, os.environ["WCO_NODE"]))
    serve("records in the spool", delivery, (psycopg.Error, sqlite3.Error), LONGEST_WAIT)


if __name__ == "__main__":
    main()
