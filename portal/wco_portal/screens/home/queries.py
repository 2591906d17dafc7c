"""What the first page shows."""

from typing import Any

from wco_portal.database import CompanyConnection

__all__ = ["company"]


def company(connection: CompanyConnection) -> dict[str, Any] | None:
    """Return the company as the agent last saw it; None before it was there."""
    return connection.execute("SELECT name, document, live, problems, changed FROM company").fetchone()
