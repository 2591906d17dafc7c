"""Routes of the changes."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
from psycopg.errors import UniqueViolation

from wco_portal.access.entry import Base
from wco_portal.access.visitor import Visitor
from wco_portal.api.entry import Editor, Reader
from wco_portal.api.idempotency import IdempotencyKey, once
from wco_portal.api.models import Change, ChangeDetail, Publish, changed
from wco_portal.api.problems import Refusal, mistakes
from wco_portal.database import CompanyConnection
from wco_portal.drafts.checking import mistakes_of
from wco_portal.drafts.draft import Overtaken, current, publish
from wco_portal.drafts.published import change_of, history
from wco_portal.lists import PAGE
from wcoctl.model.entries import ABSENT
from wcoctl.model.entry_changes import entry_changes

__all__ = ["router"]

router = APIRouter(prefix="/changes", tags=["changes"])


@router.post("", status_code=201)
def publish_draft(
    request: Request,
    response: Response,
    database: Base,
    caller: Editor,
    asked: Publish,
    idempotency_key: IdempotencyKey = "",
) -> ChangeDetail:
    """Publish the draft. What becomes of it is told by the change, whose address is in Location."""
    try:
        with database.company(caller.company) as connection:
            answer = once(
                connection,
                caller,
                idempotency_key,
                asked.model_dump_json(),
                lambda: _published(connection, caller, asked),
            )
    except UniqueViolation as error:
        raise Refusal(409, "The last change is still on its way.", "on-its-way") from error
    response.headers["Location"] = f"{request.url.path}/{answer['change']}"
    return ChangeDetail.model_validate(answer)


def _published(connection: CompanyConnection, caller: Visitor, asked: Publish) -> dict[str, Any]:
    draft = current(connection)
    if draft.version != asked.version:
        raise Overtaken(ABSENT)
    if not draft.started:
        raise Refusal(409, "There is nothing to publish.", "nothing-to-publish")
    if found := mistakes_of(draft):
        told = [one.model_dump() for one in mistakes(found)]
        raise Refusal(422, "Fix the mistakes first.", "mistakes", problems=told)
    change = publish(connection, caller, asked.version, asked.reason)
    return _detail(connection, UUID(change)).model_dump(mode="json")


@router.get("")
def list_changes(
    request: Request,
    response: Response,
    database: Base,
    caller: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = PAGE,
    cursor: Annotated[UUID | None, Query(description="From the Link header of the page before")] = None,
) -> list[Change]:
    """Return the company's changes, the last one first. The next page is in the Link header, if there is one."""
    with database.company(caller.company) as connection:
        found = [Change.model_validate(row) for row in history(connection, limit + 1, after=cursor)]
    shown = found[:limit]
    if len(found) > limit:
        query = urlencode({"limit": limit, "cursor": shown[-1].change})
        response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return shown


@router.get("/{change}")
def get_change(database: Base, caller: Reader, change: UUID) -> ChangeDetail:
    """Return a change, what it changed, and what became of it."""
    with database.company(caller.company) as connection:
        return _detail(connection, change)


def _detail(connection: CompanyConnection, change: UUID) -> ChangeDetail:
    found = change_of(connection, change)
    if found is None:
        raise HTTPException(404, "There is no such change.")
    differing = changed(entry_changes(found["base"], found["document"]))
    return ChangeDetail.model_validate(found | {"differences": differing})
