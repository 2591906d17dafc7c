"""The call records of a tenant as PostgreSQL holds them, and how its hosts' services die."""

import json
import time
from collections.abc import Collection
from typing import Any

from tests.standalone import Lab

__all__ = ["kill", "told", "wait_for_asterisk"]

_QUERY = """
SELECT json_build_object(
    'dialled', dialled, 'caller', caller, 'outcome', outcome, 'cause', cause, 'answered_by', answered_by,
    'path', (SELECT string_agg(s->>'block' || ':' || (s->>'exit'), ' ' ORDER BY n)
             FROM jsonb_array_elements(path) WITH ORDINALITY AS p (s, n)),
    'lasted', extract(epoch FROM ended - started), 'talked', extract(epoch FROM ended - answered),
    'legs', (SELECT coalesce(json_agg(json_build_array(l.block, l.user_id, l.result,
                                                       round(extract(epoch FROM l.ended - l.answered)))), '[]')
             FROM leg AS l WHERE l.call = c.call))
FROM call AS c WHERE tenant = 'records' AND started >= to_timestamp({since})
"""
_SPOOL = """
import sqlite3
database = sqlite3.connect("/var/spool/wco/calls/calls.db")
print(sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("call", "leg", "rejected")))
"""
_PATIENCE = 40.0


def told(lab: Lab, since: float, callers: Collection[str]) -> list[dict[str, Any]]:
    """Return the records since a time, once these callers have theirs and nothing waits on the node."""
    query = _QUERY.format(since=float(since))
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
    deadline = time.monotonic() + _PATIENCE
    while True:
        waiting = int(lab.inside.run(lab.inside.media[0], "python3", "-c", _SPOOL))
        lines = lab.inside.run(lab.inside.data, *command).decode().splitlines() if not waiting else []
        records = [json.loads(line) for line in lines]
        if set(callers) <= {record["caller"] for record in records} or time.monotonic() > deadline:
            return records
        time.sleep(0.5)


def kill(lab: Lab, service: str) -> None:
    """Kill all processes of a service, as the kernel does when memory runs out."""
    lab.inside.run(lab.edge, "systemctl", "kill", "--kill-whom=all", "--signal=KILL", service)


def wait_for_asterisk(lab: Lab) -> None:
    """Wait until Asterisk takes calls again: the edge may still believe that it is down."""
    check = "asterisk -rx 'core waitfullybooted' 2>/dev/null | grep -q booted"
    lab.inside.run(lab.edge, "sh", "-c", f"until {check}; do sleep 0.2; done")
