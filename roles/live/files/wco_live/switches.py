"""The exchange: switches set on this node go to PostgreSQL, those set elsewhere come in. What was changed last holds.

A switch holds on this node from the moment it is in the live state, whether PostgreSQL is there or not. Where PostgreSQL
is and how to log in comes from libpq's environment variables.
"""

import json
import logging
import time
from pathlib import Path

import psycopg

from wco_host.clock import moment_of
from wco_host.postgresql import connect
from wco_host.sqlite_file import open_file
from wco_live.state import mark_sent, receive, take_unsent

__all__ = ["Exchange"]

WAIT = 0.1
"""Seconds that a look for news takes at most."""
FULL_LOOK = 60.0
"""Seconds after which all switches are read again, should a notification have been lost."""
SEND = """
INSERT INTO live_switch (tenant, kind, name, value, until, changed, author) VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until,
    changed = excluded.changed, author = excluded.author WHERE excluded.changed > live_switch.changed
"""
log = logging.getLogger("wco-live")


class Exchange:
    """Both ends, open: the live state of this node and PostgreSQL."""

    def __init__(self, live: Path) -> None:
        self._database = connect()
        self._live = open_file(live)
        self._database.execute("LISTEN live_switch")
        self._next_full_look = 0.0

    def run(self) -> None:
        """Send what is new here, then wait a moment for what is new there."""
        self._send()
        if time.monotonic() >= self._next_full_look:
            found = self._database.execute("SELECT row_to_json(live_switch) FROM live_switch")
            receive(self._live, (row for (row,) in found))
            self._next_full_look = time.monotonic() + FULL_LOOK
        receive(self._live, [json.loads(news.payload) for news in self._database.notifies(timeout=WAIT)])

    def close(self) -> None:
        """Close both ends."""
        self._live.close()
        self._database.close()

    def _send(self) -> None:
        for row in take_unsent(self._live):
            tenant, kind, name, value, until, changed, author = row
            values = (
                tenant,
                kind,
                name,
                value,
                moment_of(until) if until else None,
                moment_of(changed),
                author,
            )
            try:
                self._database.execute(SEND, values)
            except (psycopg.DataError, psycopg.IntegrityError) as error:
                reason = " ".join(str(error).split())
                log.warning("%s %s of %s is no switch for PostgreSQL: %s", kind, name, tenant, reason)
            mark_sent(self._live, row)
