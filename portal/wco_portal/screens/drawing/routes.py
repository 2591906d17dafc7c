"""Routes of the drawing."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.checking import check
from wco_portal.drafts.draft import Draft, current
from wco_portal.pages import language_of, page
from wco_portal.screens.drawing.editing import router as editing
from wco_portal.screens.drawing.outline import outline
from wco_portal.switchboard.picture import block_path, picture
from wco_portal.switchboard.words import words_of

__all__ = ["router"]

router = APIRouter(prefix="/drawing")
router.include_router(editing)

Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]


@router.get("")
def show_drawing(request: Request, database: Base, visitor: Reader) -> Response:
    """Show the draft as a picture; what is published if the draft cannot be drawn."""
    with database.company(visitor.company) as connection:
        draft = current(connection)
    return page(request, "drawing/drawing.html", **_drawn(request, draft))


def _drawn(request: Request, draft: Draft) -> dict[str, Any]:
    language = language_of(request)
    checked = check(draft.document)
    document = draft.document if checked.tenant else draft.base
    tenant = check(document).tenant
    return {
        "picture": picture(document, language) if tenant else "",
        "blocks": list(outline(document, tenant, words_of(language))) if tenant else [],
        "drawable": checked.tenant is not None,
        "findings": checked.findings,
        "block_path": block_path,
    }
