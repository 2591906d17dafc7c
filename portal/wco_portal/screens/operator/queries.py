"""Companies as the operator's staff see them; these queries answer in a transaction of theirs only."""

from typing import Any

from wco_portal.database import CompanyConnection

__all__ = ["PAGE", "exists", "listed"]

PAGE = 50
"""Companies on a page of the list."""


def listed(connection: CompanyConnection, search: str, page: int) -> list[dict[str, Any]]:
    """Return a page of the companies in which a text occurs; one more than a page shows that there is another."""
    return connection.execute(
        """SELECT * FROM portal.companies()
           WHERE position(portal.plain(%s) IN portal.plain(concat_ws(' ', name, tenant))) > 0
           ORDER BY portal.plain(name), tenant LIMIT %s OFFSET %s""",
        (search, PAGE + 1, page * PAGE),
    ).fetchall()


def exists(connection: CompanyConnection, tenant: str) -> bool:
    """Tell whether there is a company."""
    query = "SELECT FROM portal.companies() WHERE tenant = %s"
    return connection.execute(query, (tenant,)).fetchone() is not None
