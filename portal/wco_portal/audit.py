"""Entries of the audit log as the portal makes them, besides `record`, which it shares with the operator's commands."""

from typing import Any

from wco_portal.database import CompanyConnection
from wcoctl.accounts.audit_log import LONGEST_NAME, Actor, Result, record

__all__ = ["difference", "record_sparsely"]


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
