"""Routes of the first page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from wco_portal.access.entry import Base, Elsewhere, required
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.published import standing
from wco_portal.pages import page
from wco_portal.screens.home.queries import company
from wco_portal.switchboard.names import is_new
from wcoctl.accounts.audit_log import OPERATOR

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def show_home(request: Request, database: Base, visitor: Annotated[Visitor, Depends(required())]) -> Response:
    """Show how the switchboard stands; the operator's staff choose a company first."""
    if visitor.company == OPERATOR:
        raise Elsewhere("/operator")
    with database.company(visitor.company) as connection:
        found = company(connection)
        new = bool(found and is_new(found["document"]))
        return page(request, "home/home.html", company=found, new=new, **standing(connection))
