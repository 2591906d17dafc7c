"""The audit log (row 24 of the feature contract): who, when, from where, what with before and after, result."""

from typing import Any, Literal

from psycopg.types.json import Jsonb

from wco_portal.database import CompanyConnection

__all__ = ["Actor", "record"]

Actor = tuple[str, Literal["account", "support", "operator", "agent", "stranger"], str]
"""Login, kind, and address."""


def record(
    connection: CompanyConnection,
    actor: Actor,
    action: str,
    target: str = "",
    *,
    before: Any = None,
    after: Any = None,
    result: Literal["done", "refused", "failed"] = "done",
) -> None:
    """Add an entry to the log of the connection's company, in its transaction: what is not done is not logged as done."""
    login, kind, address = actor
    entry = {
        "actor": login,
        "kind": kind,
        "address": address,
        "action": action,
        "object": target,
        "result": result,
    }
    if before is not None:
        entry["before"] = before
    if after is not None:
        entry["after"] = after
    connection.execute("SELECT portal.record(%s)", (Jsonb(entry),))
