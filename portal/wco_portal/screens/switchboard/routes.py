"""Routes of the switchboard's entries."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from wco_portal.access.entry import Base
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.document import Document, value_at
from wco_portal.drafts.draft import current
from wco_portal.pages import page
from wco_portal.screens.switchboard import settings
from wco_portal.screens.switchboard.asked import (
    EDITOR,
    READER,
    USER_EDITOR,
    USER_READER,
    some_collection,
    the_users,
)
from wco_portal.screens.switchboard.collections import COLLECTIONS, SETTINGS, USERS, Collection
from wco_portal.screens.switchboard.entries import routes_of

__all__ = ["router"]

router = APIRouter()


@router.get("/switchboard")
def show_index(
    request: Request, database: Base, visitor: Annotated[Visitor, Depends(USER_READER)]
) -> Response:
    """Show what may be configured, and how much there is of it."""
    with database.company(visitor.company) as connection:
        document = current(connection).document
    everything = visitor.may(Permission.CONFIGURE)
    collections = [USERS, *(COLLECTIONS.values() if everything else ())]
    return page(
        request,
        "switchboard/switchboard.html",
        collections=[(one, _size(document, one)) for one in collections],
        settings=SETTINGS.values() if everything else (),
    )


def _size(document: Document, collection: Collection) -> int:
    found = value_at(document, (collection.key,))
    return len(found) if isinstance(found, dict) else 0


router.include_router(settings.router)
router.include_router(routes_of("/switchboard/users", the_users, USER_READER, USER_EDITOR))
router.include_router(routes_of("/switchboard/{collection}", some_collection, READER, EDITOR))
