"""Companies as the operator's staff see them; these queries answer in a transaction of theirs only."""

from typing import Any

from wco_portal.database import CompanyConnection
from wco_portal.lists import PAGE, Sought

__all__ = ["exists", "listed"]


def listed(connection: CompanyConnection, sought: Sought) -> list[dict[str, Any]]:
    """Return a page of the companies in which a text occurs; one more than a page shows that there is another."""
    return connection.execute(
        """SELECT * FROM portal.companies()
           WHERE position(portal.plain(%s) IN portal.plain(concat_ws(' ', name, tenant))) > 0
           ORDER BY portal.plain(name), tenant LIMIT %s OFFSET %s""",
        (sought.q, PAGE + 1, sought.offset),
    ).fetchall()


def exists(connection: CompanyConnection, tenant: str) -> bool:
    """Tell whether there is a company."""
    query = "SELECT FROM portal.companies() WHERE tenant = %s"
    return connection.execute(query, (tenant,)).fetchone() is not None
