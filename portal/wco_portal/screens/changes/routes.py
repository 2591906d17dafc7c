"""Routes of the changes."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from psycopg.errors import UniqueViolation
from starlette.concurrency import run_in_threadpool

from wco_portal.access import sessions
from wco_portal.access.entry import Base, News, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection, Database
from wco_portal.drafts.checking import mistakes_of
from wco_portal.drafts.draft import Overtaken, current, discard, publish, replace
from wco_portal.drafts.published import change_of, history, standing
from wco_portal.drafts.words import told
from wco_portal.lists import PAGE, Asked
from wco_portal.pages import page, rendered, text
from wco_portal.texts import marked
from wcoctl.model.company_changes import restored
from wcoctl.model.entry_changes import entry_changes

__all__ = ["router"]

router = APIRouter(prefix="/changes")

_TICK_SECONDS = 15
Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]
Editor = Annotated[Visitor, Depends(required(Permission.CONFIGURE, change=True))]
Version = Annotated[int, Form(ge=0)]
_OVERTAKEN = marked("Somebody has changed the draft meanwhile. Look at it again, please.")
_ON_ITS_WAY = marked("The last change is still on its way. Publish this one when it has arrived.")


@router.get("")
def show_changes(request: Request, database: Base, visitor: Reader) -> Response:
    """Show what would be published, and what became of the last change."""
    with database.company(visitor.company) as connection:
        return _page(request, connection)


def _page(
    request: Request, connection: CompanyConnection, error: str = "", reason: str = "", status: int = 200
) -> Response:
    draft = current(connection)
    values = {
        "draft": draft,
        "differences": [told(difference) for difference in entry_changes(draft.base, draft.document)],
        "findings": mistakes_of(draft) if draft.started else (),
        "error": text(request, error) if error else "",
        "reason": reason,
        **standing(connection),
    }
    return page(request, "changes/changes.html", status=status, **values)


@router.post("/publish")
def publish_draft(
    request: Request,
    database: Base,
    visitor: Editor,
    version: Version,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Queue the draft for the switchboard."""
    reason = " ".join(reason.split())
    try:
        with database.company(visitor.company) as connection:
            if mistakes_of(current(connection)):
                return _page(request, connection, marked("Fix the mistakes first."), reason, 422)
            publish(connection, visitor, version, reason)
    except (Overtaken, UniqueViolation) as error:
        with database.company(visitor.company) as connection:
            message = _OVERTAKEN if isinstance(error, Overtaken) else _ON_ITS_WAY
            return _page(request, connection, message, reason, 409)
    return RedirectResponse("/changes", 303)


@router.post("/discard")
def discard_draft(request: Request, database: Base, visitor: Editor, version: Version) -> Response:
    """Throw the draft away."""
    try:
        with database.company(visitor.company) as connection:
            discard(connection, visitor, version)
    except Overtaken:
        with database.company(visitor.company) as connection:
            return _page(request, connection, _OVERTAKEN, status=409)
    return RedirectResponse("/changes", 303)


@router.get("/stream", response_class=EventSourceResponse)
async def stream(
    request: Request, database: Base, notifications: News, visitor: Reader
) -> AsyncIterator[ServerSentEvent]:
    """Tell the page what becomes of the last change, as it happens."""
    token, shown = request.cookies[sessions.COOKIE], ""
    async for _ in notifications.news(visitor.company, _TICK_SECONDS):
        if not await run_in_threadpool(sessions.lives, database, token):
            return
        html = rendered(
            request, "changes/standing.html", **await run_in_threadpool(_standing, database, visitor)
        )
        yield ServerSentEvent(comment="nothing new") if html == shown else ServerSentEvent(raw_data=html)
        shown = html


def _standing(database: Database, visitor: Visitor) -> dict[str, Any]:
    with database.company(visitor.company) as connection:
        return standing(connection)


@router.get("/history")
def show_history(request: Request, database: Base, visitor: Reader, sought: Asked) -> Response:
    """Show the company's changes."""
    with database.company(visitor.company) as connection:
        found = history(connection, PAGE + 1, offset=sought.offset)
    return page(request, "changes/history.html", shown=sought.shown(found))


@router.get("/history/{change}")
def show_change(request: Request, database: Base, visitor: Reader, change: UUID) -> Response:
    """Show what one change changed."""
    with database.company(visitor.company) as connection:
        found = _found(connection, change)
        draft = current(connection)
    changed = [told(difference) for difference in entry_changes(found["base"], found["document"])]
    return page(request, "changes/change.html", change=found, differences=changed, draft=draft)


@router.post("/history/{change}/restore")
def restore(request: Request, database: Base, visitor: Editor, change: UUID, version: Version) -> Response:
    """Make an earlier version the draft; publishing it makes it a new version."""
    try:
        with database.company(visitor.company) as connection:
            found = _found(connection, change)
            replace(connection, visitor, version, restored(found["document"], current(connection).base))
    except Overtaken:
        with database.company(visitor.company) as connection:
            return _page(request, connection, _OVERTAKEN, status=409)
    return RedirectResponse("/changes", 303)


def _found(connection: CompanyConnection, change: UUID) -> Mapping[str, Any]:
    found = change_of(connection, change)
    if found is None:
        raise HTTPException(404)
    return found
