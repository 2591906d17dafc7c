"""The portal's queue in PostgreSQL, as the agent sees it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from wcoctl import __version__
from wcoctl.errors import RunFailed

__all__ = ["Change", "Queue", "QueueConnection", "Verdict", "as_jsonb", "say_seen"]

QueueConnection = Connection[DictRow]
"""In autocommit mode; its rows are dictionaries."""

_AGENT = 0x77636F61
"""Key of the advisory lock that one agent at a time holds."""


@dataclass(frozen=True)
class Change:
    """A published draft."""

    change: UUID
    tenant: str
    author: str
    name: str
    reason: str
    queued: datetime
    base: str
    """JSON, which nobody has looked at yet."""
    document: str
    waited_ms: int
    """How long it was queued."""

    @property
    def address(self) -> str:
        """Who published it."""
        return f"{self.author}@{self.tenant}"


@dataclass(frozen=True)
class Verdict:
    """What became of a change."""

    state: Literal["queued", "live", "refused", "clash", "failed"]
    """``queued``: it is tried again."""
    result: Mapping[str, Any]


class Queue:
    """Changes on their way, of all companies."""

    def __init__(self, connection: QueueConnection) -> None:
        """RunFailed when another agent works for the site."""
        self.connection = connection
        try:
            # The lock of a connection that has just ended is still being given back.
            connection.execute("SET lock_timeout = '3s'")
            connection.execute("SELECT pg_advisory_lock(%s)", (_AGENT,))
            connection.execute("RESET lock_timeout")
        except LockNotAvailable:
            message = "another agent works for this site (one is enough: stop the other one)"
            raise RunFailed(message) from None
        connection.execute("LISTEN portal_change")

    def give_back(self) -> None:
        """Queue again what an agent that died has taken: doing it twice does no harm."""
        self.connection.execute(
            "UPDATE portal.change SET state = 'queued', taken = NULL WHERE state = 'applying'"
        )

    def take(self, later: Iterable[UUID] = ()) -> list[Change]:
        """Take all that is queued but those for later: at most one change of each company is on its way."""
        rows = self.connection.execute(
            """UPDATE portal.change SET state = 'applying', taken = now()
               WHERE change IN (SELECT change FROM portal.change WHERE state = 'queued' AND change <> ALL(%s)
                                FOR UPDATE SKIP LOCKED)
               RETURNING change, tenant, author, name, reason, queued, base::text, document::text,
                   (extract(epoch FROM now() - queued) * 1000)::integer AS waited_ms""",
            (list(later),),
        )
        return sorted((Change(**row) for row in rows), key=lambda change: (change.queued, change.tenant))

    def end(self, change: Change, verdict: Verdict) -> None:
        """Keep what became of a change; one that went live gets the company's next number."""
        ended = verdict.state != "queued"
        self.connection.execute(
            """UPDATE portal.change SET state = %(state)s, result = %(result)s,
                   ended = CASE WHEN %(ended)s THEN clock_timestamp() END,
                   number = CASE WHEN %(state)s = 'live' THEN
                       (SELECT coalesce(max(number), 0) + 1 FROM portal.change WHERE tenant = %(tenant)s) END
               WHERE change = %(change)s""",
            {
                "state": verdict.state,
                "result": as_jsonb(verdict.result),
                "ended": ended,
                "tenant": change.tenant,
                "change": change.change,
            },
        )

    def sounds(self, tenant: str, wanted: Iterable[str]) -> dict[str, bytes]:
        """Return a company's audio by its SHA-256."""
        query = "SELECT sha256, content FROM portal.sound WHERE tenant = %s AND sha256 = ANY(%s)"
        rows = self.connection.execute(query, (tenant, sorted(wanted)))
        return {row["sha256"]: bytes(row["content"]) for row in rows}

    def wait(self, seconds: float) -> None:
        """Wait until somebody publishes something, or so long."""
        for told in self.connection.notifies(timeout=seconds):
            if _is_queued(told.payload):
                return


def as_jsonb(value: Any) -> Jsonb:
    """Return a value for PostgreSQL, which keeps no NUL; a file with one in an escape has mistakes, but can be shown."""
    return Jsonb(value, dumps=lambda data: json.dumps(data).replace("\\u0000", "\\ufffd"))


def say_seen(connection: QueueConnection) -> None:
    """Let the portal know that an agent is there."""
    connection.execute(
        """INSERT INTO portal.agent (seen, version) VALUES (now(), %s)
           ON CONFLICT (single) DO UPDATE SET seen = excluded.seen, version = excluded.version""",
        (__version__,),
    )


def _is_queued(payload: str) -> bool:
    try:
        return bool(json.loads(payload)["state"] == "queued")
    except (ValueError, LookupError, TypeError):
        return False
