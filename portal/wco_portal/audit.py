"""The audit log (row 24 of the feature contract): who, when, from where, what with before and after, result."""

from typing import Any, Literal

from psycopg.types.json import Jsonb

from wco_portal.database import CompanyConnection

__all__ = ["Actor", "Kind", "difference", "record", "record_sparsely"]

LONGEST_NAME = 300
"""Characters of a login or an object; what strangers send is not kept in full."""

Kind = Literal["account", "support", "operator", "agent", "stranger"]
Actor = tuple[str, Kind, str] | tuple[str, Kind, str, Literal["api"]]
"""Login, kind, and address; and that it was a program with a token of theirs."""
Result = Literal["done", "refused", "failed"]


def record(
    connection: CompanyConnection,
    actor: Actor,
    action: str,
    target: str = "",
    *,
    before: Any = None,
    after: Any = None,
    result: Result = "done",
) -> None:
    """Add an entry to the log of the connection's company, in its transaction: what is not done is not logged as done."""
    login, kind, address, *via = actor
    entry = {
        "actor": login[:LONGEST_NAME].replace("\0", ""),
        "kind": kind,
        "address": address,
        "action": action,
        "object": target[:LONGEST_NAME].replace("\0", ""),
        "result": result,
    }
    if via:
        entry["via"] = via[0]
    if before is not None:
        entry["before"] = before
    if after is not None:
        entry["after"] = after
    connection.execute("SELECT portal.record(%s)", (Jsonb(entry),))


def record_sparsely(
    connection: CompanyConnection, actor: Actor, action: str, target: str = "", result: Result = "done"
) -> None:
    """Add an entry unless there was the same one within a minute: what somebody can repeat without end does not fill the log."""
    row = connection.execute(
        """SELECT FROM (SELECT content FROM audit ORDER BY number DESC LIMIT 100) AS latest
           WHERE content->>'actor' = %s AND content->>'action' = %s AND content->>'object' = %s
           AND (content->>'at')::timestamptz > now() - interval '1 minute'""",
        (actor[0][:LONGEST_NAME], action, target[:LONGEST_NAME].replace("\0", "")),
    ).fetchone()
    if row is None:
        record(connection, actor, action, target, result=result)


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs of two values, before and after: an entry says what was changed, not all that was there."""
    left: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            left[key], right[key] = difference(old, new)
            continue
        if old is not None:
            left[key] = old
        if new is not None:
            right[key] = new
    return left, right
