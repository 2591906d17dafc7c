"""Routes of one's own tokens for the API."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import tokens
from wco_portal.access.entry import Base, confirmed, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import Database
from wco_portal.pages import page, text
from wco_portal.texts import marked

__all__ = ["router"]

router = APIRouter(prefix="/account/tokens")

Own = Annotated[Visitor, Depends(required(Permission.API, own=True))]


@router.get("")
def show_tokens(request: Request, database: Base, visitor: Own) -> Response:
    """Show the visitor's tokens, and a form for a new one."""
    confirmed(request, visitor)
    return _shown(request, database, visitor)


@router.post("")
def add_token(
    request: Request,
    database: Base,
    visitor: Own,
    name: Annotated[str, Form(max_length=100)] = "",
    days: Annotated[int, Form(ge=1, le=tokens.LONGEST_DAYS)] = 90,
) -> Response:
    """Make a token, and show it this once."""
    confirmed(request, visitor)
    name = " ".join(name.replace("\0", "").split())
    if not name:
        return _shown(request, database, visitor, marked("Say what the token is for."))
    with database.company(visitor.tenant) as connection:
        token = tokens.add(connection, visitor, name, days)
    if not token:
        return _shown(
            request, database, visitor, marked("You have as many tokens as there can be. Revoke one first.")
        )
    return page(request, "account/token.html", token=token, name=name)


@router.post("/{token}/revoke")
def revoke_token(database: Base, visitor: Own, token: UUID) -> Response:
    """Revoke a token."""
    with database.company(visitor.tenant) as connection:
        if not tokens.remove(connection, visitor, token):
            raise HTTPException(404)
    return RedirectResponse("/account/tokens", 303)


def _shown(request: Request, database: Database, visitor: Visitor, error: str = "") -> Response:
    with database.company(visitor.tenant) as connection:
        listed = tokens.listed(connection, visitor.account)
    told = text(request, error) if error else ""
    return page(request, "account/tokens.html", status=422 if error else 200, tokens=listed, error=told)
