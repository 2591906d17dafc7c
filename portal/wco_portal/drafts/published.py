"""What a company has published, and what became of it."""

from typing import Any
from uuid import UUID

from wco_portal.database import CompanyConnection

__all__ = ["change_of", "history", "standing"]


def standing(connection: CompanyConnection) -> dict[str, Any]:
    """Return the company's last change, and whether the agent is away."""
    change = connection.execute(
        "SELECT change, state, name, reason, queued, taken, ended, number, result FROM change ORDER BY queued DESC LIMIT 1"
    ).fetchone()
    agent = connection.execute(
        "SELECT seen, seen < now() - interval '30 seconds' AS away FROM agent"
    ).fetchone()
    return {"change": change, "away": agent is None or agent["away"], "seen": agent and agent["seen"]}


def history(
    connection: CompanyConnection, limit: int, *, offset: int = 0, after: UUID | None = None
) -> list[dict[str, Any]]:
    """Return some of the company's changes, the last one first; with ``after``, of those that come after it in this order."""
    return connection.execute(
        """SELECT change, number, state, name, author, reason, queued, ended FROM change
           WHERE %(after)s::uuid IS NULL OR
               (queued, change) < (SELECT last.queued, last.change FROM change AS last WHERE last.change = %(after)s)
           ORDER BY queued DESC, change DESC LIMIT %(limit)s OFFSET %(offset)s""",
        {"limit": limit, "offset": offset, "after": after},
    ).fetchall()


def change_of(connection: CompanyConnection, change: UUID) -> dict[str, Any] | None:
    """Return one change of the company with its documents."""
    return connection.execute("SELECT * FROM change WHERE change = %s", (change,)).fetchone()
