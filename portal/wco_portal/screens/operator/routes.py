"""Routes of the operator's staff."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import sessions
from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.lists import Asked
from wco_portal.pages import page
from wco_portal.screens.operator import queries
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()

Staff = Annotated[Visitor, Depends(required(Permission.SUPPORT, own=True))]


@router.get("/operator")
def show_companies(request: Request, database: Base, visitor: Staff, sought: Asked) -> Response:
    """List the companies, and search them."""
    with database.company(visitor.tenant) as connection:
        return page(request, "operator/operator.html", shown=sought.shown(queries.listed(connection, sought)))


@router.post("/operator/companies/{tenant}/look")
def look(database: Base, visitor: Staff, tenant: str) -> Response:
    """See the pages of a company from now on, which its audit log says."""
    tenant = tenant.replace("\0", "")
    with database.company(visitor.tenant) as connection:
        if not queries.exists(connection, tenant):
            raise HTTPException(404)
        sessions.look_at(connection, visitor.session, tenant)
    with database.company(tenant) as connection:
        record(connection, visitor.actor, "begin_look")
    return RedirectResponse("/", 303)


@router.post("/operator/leave")
def leave(database: Base, visitor: Staff) -> Response:
    """Go back to the list."""
    with database.company(visitor.tenant) as connection:
        sessions.look_at(connection, visitor.session, visitor.tenant)
    return RedirectResponse("/operator", 303)
