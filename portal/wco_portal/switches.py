"""What is switched over in PostgreSQL (table live_switch, docs/live.md): read, set, and ended."""

from datetime import datetime
from typing import NamedTuple

from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wcoctl.accounts.audit_log import record

__all__ = ["Held", "Key", "end_switch", "held", "set_switch"]

Key = tuple[str, str]
"""Kind and name, as schemas/live.sql says."""


class Held(NamedTuple):
    """What holds instead of the spec's value."""

    value: str
    until: datetime | None
    """None: until it is switched again."""
    changed: datetime
    author: str


def held(connection: CompanyConnection) -> dict[Key, Held]:
    """Return the company's switches that hold now."""
    rows = connection.execute(
        """SELECT kind, name, value, until, changed, author FROM public.live_switch
           WHERE tenant = portal.tenant() AND (until IS NULL OR until > now())"""
    )
    return {
        (row["kind"], row["name"]): Held(row["value"], row["until"], row["changed"], row["author"])
        for row in rows
    }


def set_switch(
    connection: CompanyConnection, visitor: Visitor, key: Key, value: str, until: datetime | None
) -> None:
    """Set a switch. It is newer than what it replaces, whatever the nodes' clocks say."""
    before = held(connection).get(key)
    connection.execute(
        """INSERT INTO public.live_switch (tenant, kind, name, value, until, author)
           VALUES (portal.tenant(), %s, %s, %s, %s, %s)
           ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until,
               changed = greatest(now(), live_switch.changed + interval '1 millisecond'), author = excluded.author""",
        (*key, value, until, visitor.login),
    )
    after = {"value": value, "until": until and until.isoformat()}
    record(connection, visitor.actor, "set_switch", "/".join(key), before=_shown(before), after=after)


def end_switch(connection: CompanyConnection, visitor: Visitor, key: Key) -> None:
    """Let the spec hold again: rows are never deleted, so the switch's time is over."""
    before = held(connection).get(key)
    if before is None:
        return
    connection.execute(
        """UPDATE public.live_switch SET until = now(), author = %s,
               changed = greatest(now(), changed + interval '1 millisecond')
           WHERE tenant = portal.tenant() AND kind = %s AND name = %s""",
        (visitor.login, *key),
    )
    record(connection, visitor.actor, "reset_switch", "/".join(key), before=_shown(before))


def _shown(switch: Held | None) -> dict[str, str | None] | None:
    if switch is None:
        return None
    return {"value": switch.value, "until": switch.until.isoformat() if switch.until else None}
