"""Alarms for the operator: left in a spool of call records, from which a service takes them to PostgreSQL."""

import sqlite3
import uuid

from wco_host import clock

__all__ = ["raise_alarm"]

SITE = "_site"
"""Whose they are: no tenant's."""
INSERT = "INSERT INTO alarm (alarm, tenant, kind, subject, text, at, node) VALUES (?, ?, ?, ?, ?, ?, ?)"


def raise_alarm(spool: sqlite3.Connection, kind: str, subject: str, text: str, node: str) -> None:
    """Put an alarm of this moment into a spool; sqlite3.Error when that does not take it."""
    with spool:
        spool.execute(INSERT, (str(uuid.uuid4()), SITE, kind, subject, text, clock.now(), node))
