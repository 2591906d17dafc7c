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
import json, sqlite3
database = sqlite3.connect("/var/spool/wco/calls/calls.db")
database.row_factory = sqlite3.Row
tables = ("call", "leg", "rejected")
print(json.dumps([dict(row) for table in tables for row in database.execute(f"SELECT * FROM {table}")]))
"""
_PATIENCE = 40.0


def told(lab: Lab, since: float, callers: Collection[str]) -> list[dict[str, Any]]:
    """Return the records since a time, once these callers have theirs and nothing waits on the node.

    Something that still waits when patience ends fails the test: it is told with the state of what should take it.
    """
    query = _QUERY.format(since=float(since))
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
    deadline = time.monotonic() + _PATIENCE
    while True:
        waiting = json.loads(lab.inside.run(lab.inside.media[0], "python3", "-c", _SPOOL))
        lines = lab.inside.run(lab.inside.data, *command).decode().splitlines() if not waiting else []
        records = [json.loads(line) for line in lines]
        patient = time.monotonic() < deadline
        if set(callers) <= {record["caller"] for record in records} or not (patient or waiting):
            return records
        assert patient, f"waits on the node: {waiting}\n{_services(lab)}"
        time.sleep(0.5)


def _services(lab: Lab) -> str:
    units = ("wco-call-records", "postgresql@17-main", "asterisk")
    show = ("systemctl", "show", "--property=Id,ActiveState,SubState,NRestarts,StatusText", *units)
    return lab.inside.run(lab.inside.media[0], *show).decode()


def kill(lab: Lab, service: str) -> None:
    """Kill all processes of a service, as the kernel does when memory runs out."""
    lab.inside.run(lab.edge, "systemctl", "kill", "--kill-whom=all", "--signal=KILL", service)


def wait_for_asterisk(lab: Lab) -> None:
    """Wait until Asterisk takes calls again: the edge may still believe that it is down."""
    check = "asterisk -rx 'core waitfullybooted' 2>/dev/null | grep -q booted"
    lab.inside.run(lab.edge, "sh", "-c", f"until {check}; do sleep 0.2; done")
