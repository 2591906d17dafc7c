"""Routes that lead an exit elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wco_portal.drafts.checking import check
from wco_portal.drafts.document import mark_of, value_at
from wco_portal.drafts.draft import Draft, Overtaken, change_entry, current
from wco_portal.pages import language_of, page, text
from wco_portal.screens.drawing.lead import led, place_of
from wco_portal.screens.drawing.outline import leads_of
from wco_portal.switchboard.picture import block_path, picture
from wco_portal.switchboard.words import words_of
from wco_portal.texts import marked
from wcoctl.model.base import HANGUP
from wcoctl.model.tenant import Tenant

__all__ = ["router"]

router = APIRouter()

Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]
Editor = Annotated[Visitor, Depends(required(Permission.CONFIGURE, change=True))]
Name = Annotated[str, Form(max_length=100)]
_OVERTAKEN = marked("Somebody has changed this block meanwhile. Look at it again, please.")
_GONE = marked("This exit or this block does not exist any more.")


@router.get("/blocks/{block}")
def show_ways(request: Request, database: Base, visitor: Reader, block: str) -> Response:
    """Show where a block's exits lead."""
    with database.company(visitor.company) as connection:
        return _page(request, connection, block)


@router.post("/blocks/{block}")
def lead(
    request: Request,
    database: Base,
    visitor: Editor,
    block: str,
    exit_: Annotated[str, Form(alias="exit", max_length=300)] = "",
    target: Name = "",
    seen: Name = "",
) -> Response:
    """Lead an exit to another block."""
    try:
        with database.company(visitor.company) as connection:
            draft = current(connection)
            tenant = _tenant(draft, block)
            place = place_of(tenant, block, exit_)
            if place is None or target not in {*tenant.blocks, HANGUP}:
                return _page(request, connection, block, _GONE, 422)
            entry = ("blocks", block)
            change_entry(
                connection, visitor, entry, seen, led(value_at(draft.document, entry), place, target)
            )
    except Overtaken:
        with database.company(visitor.company) as connection:
            return _page(request, connection, block, _OVERTAKEN, 409, (exit_, target))
    return RedirectResponse(f"/drawing/blocks/{block}", 303)


def _tenant(draft: Draft, block: str) -> Tenant:
    tenant = check(draft.document).tenant
    if tenant is None or block not in tenant.blocks:
        raise HTTPException(404)
    return tenant


def _page(
    request: Request,
    connection: CompanyConnection,
    block: str,
    error: str = "",
    status: int = 200,
    chosen: tuple[str, str] = ("", ""),
) -> Response:
    draft = current(connection)
    tenant = _tenant(draft, block)
    words = words_of(language_of(request))
    leads = leads_of(tenant, block, words)
    return page(
        request,
        "drawing/ways.html",
        status=status,
        block=block,
        block_path=block_path,
        leads=leads,
        exits=[(one.place, one.exit) for one in leads],
        exit=chosen[0],
        targets=[
            (HANGUP, words.hang_up),
            *((name, f"{name} – {words.kind(one.type)}") for name, one in tenant.blocks.items()),
        ],
        target=chosen[1],
        seen=mark_of(value_at(draft.document, ("blocks", block))),
        error=text(request, error) if error else "",
        picture=picture(draft.document, language_of(request)),
    )
