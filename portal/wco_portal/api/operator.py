"""Routes of the operator's own programs, such as its order system: the companies, and how they stand."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

from wco_portal.access.entry import Base
from wco_portal.api.entry import Staff
from wco_portal.api.models import Change, Company, CompanyDetail
from wco_portal.audit import record_sparsely
from wco_portal.drafts.published import history
from wco_portal.lists import PAGE

__all__ = ["router"]

router = APIRouter(prefix="/operator/companies", tags=["operator"])

Tenant = Annotated[str, Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


@router.get("")
def list_companies(
    request: Request,
    response: Response,
    database: Base,
    caller: Staff,
    limit: Annotated[int, Query(ge=1, le=100)] = PAGE,
    cursor: Annotated[
        str,
        Query(max_length=100, pattern=r"^[^\x00]*$", description="From the Link header of the page before"),
    ] = "",
) -> list[Company]:
    """Return all companies by their tenants' names. The next page is in the Link header, if there is one."""
    query = "SELECT * FROM portal.companies() WHERE tenant > %s ORDER BY tenant LIMIT %s"
    with database.company(caller.tenant) as connection:
        found = connection.execute(query, (cursor, limit + 1)).fetchall()
    if len(found) > limit:
        following = urlencode({"limit": limit, "cursor": found[limit - 1]["tenant"]})
        response.headers["Link"] = f'<{request.url.path}?{following}>; rel="next"'
    return [Company.model_validate(row) for row in found[:limit]]


@router.get("/{tenant}")
def get_company(database: Base, caller: Staff, tenant: Tenant) -> CompanyDetail:
    """Return how a company stands. Its audit log says that somebody has looked."""
    with database.company(caller.tenant) as connection:
        row = connection.execute("SELECT * FROM portal.companies() WHERE tenant = %s", (tenant,)).fetchone()
    if row is None:
        raise HTTPException(404, "There is no such company.")
    with database.company(tenant) as connection:
        record_sparsely(connection, caller.actor, "look", f"/operator/companies/{tenant}")
        more: dict[str, Any] = (
            connection.execute(
                """SELECT problems, (SELECT max(seen) FROM agent) AS agent_seen,
                      (SELECT count(*) FROM account WHERE NOT disabled) AS accounts,
                      (SELECT min(activated) FROM account) AS activated,
                      coalesce((SELECT max(number) FROM change), 0) AS version FROM company"""
            ).fetchone()
            or {}
        )
        last = next(iter(history(connection, 1)), None)
    return CompanyDetail.model_validate(row | more | {"last_change": last and Change.model_validate(last)})
