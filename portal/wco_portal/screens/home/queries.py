"""What the first page tells."""

from typing import Any

from wco_portal.database import CompanyConnection

__all__ = ["standing"]


def standing(connection: CompanyConnection) -> dict[str, Any]:
    """Return the company as the agent last saw it, its last change, and since when the agent is away."""
    company = connection.execute("SELECT name, document, live, problems, changed FROM company").fetchone()
    change = connection.execute(
        "SELECT state, name, reason, queued, ended FROM change ORDER BY queued DESC LIMIT 1"
    ).fetchone()
    agent = connection.execute(
        "SELECT seen, seen < now() - interval '30 seconds' AS away FROM agent"
    ).fetchone()
    return {"company": company, "change": change, "agent": agent}
