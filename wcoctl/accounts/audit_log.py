"""The companies' audit log (row 24 of the feature contract): who, when, from where, what with before and after, result."""

from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

__all__ = ["LONGEST_NAME", "OPERATOR", "Actor", "Kind", "Result", "record"]

OPERATOR = "@operator"
"""The company of the operator's own staff: no tenant can have this name."""
LONGEST_NAME = 300
"""Characters of a login or an object; what strangers send is not kept in full."""

Kind = Literal["account", "support", "operator", "agent", "stranger"]
Actor = tuple[str, Kind, str] | tuple[str, Kind, str, Literal["api"]]
"""Login, kind, and address; and that it was a program with a token of theirs."""
Result = Literal["done", "refused", "failed"]


def record(
    connection: Connection[DictRow],
    actor: Actor,
    action: str,
    target: str = "",
    *,
    before: Any = None,
    after: Any = None,
    result: Result = "done",
) -> None:
    """Add an entry to the log of the transaction's company: what is not done is not logged as done."""
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
