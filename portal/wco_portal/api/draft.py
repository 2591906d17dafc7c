"""Routes of the draft."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Response

from wco_portal.access.entry import Base
from wco_portal.access.visitor import Visitor
from wco_portal.api.conditions import IfMatch, IfNoneMatch, etag, required_marks, seen_mark
from wco_portal.api.entry import Editor, Reader
from wco_portal.api.models import Draft, Saved, changed
from wco_portal.api.problems import Refusal, mistakes
from wco_portal.api.values import LARGEST, Value, size_of
from wco_portal.database import Database
from wco_portal.drafts.checking import check, findings_below, mistakes_of
from wco_portal.drafts.document import Entry, mark_of, value_at
from wco_portal.drafts.draft import Overtaken, change_entry, current, discard
from wcoctl.model.entries import ABSENT, COLLECTIONS
from wcoctl.model.entry_changes import entry_changes

__all__ = ["router"]

router = APIRouter(prefix="/draft", tags=["draft"])

Collection = Annotated[str, Path(max_length=100, json_schema_extra={"enum": sorted(COLLECTIONS)})]
Name = Annotated[str, Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


@router.get("")
def get_draft(database: Base, caller: Reader, response: Response) -> Draft:
    """Return the draft, what it changes, and what is wrong with it. Its ETag is its version."""
    with database.company(caller.company) as connection:
        draft = current(connection)
    response.headers.update(etag(draft.version))
    return Draft(
        version=draft.version,
        author=draft.author,
        changed=draft.changed,
        document=dict(draft.document),
        differences=changed(entry_changes(draft.base, draft.document)),
        problems=mistakes(mistakes_of(draft)),
    )


@router.delete("", status_code=204)
def discard_draft(database: Base, caller: Editor, if_match: IfMatch = "") -> None:
    """Throw the draft away."""
    marks = required_marks(if_match)
    with database.company(caller.company) as connection:
        version = current(connection).version
        if version == 0:
            raise HTTPException(404, "There is no draft.")
        if str(version) not in marks and if_match.strip() != "*":
            raise Overtaken(ABSENT)
        discard(connection, caller, version)


@router.get("/{collection}/{name}")
def get_entry(database: Base, caller: Reader, collection: Collection, name: Name, response: Response) -> Any:
    """Return an entry as the draft has it, with its ETag."""
    entry = _entry(collection, name)
    with database.company(caller.company) as connection:
        value = value_at(current(connection).document, entry)
    if value is ABSENT:
        raise HTTPException(404, "There is no such entry.")
    response.headers.update(etag(mark_of(value)))
    return value


@router.put("/{collection}/{name}", responses={201: {"model": Saved, "description": "It is new."}})
def put_entry(
    database: Base,
    caller: Editor,
    collection: Collection,
    name: Name,
    value: Value,
    response: Response,
    if_match: IfMatch = "",
    if_none_match: IfNoneMatch = "",
) -> Saved:
    """Give an entry another value, or add it. Mistakes are told, and saved: publishing needs a draft without."""
    entry = _entry(collection, name)
    if size_of(value) > LARGEST:
        raise Refusal(413, f"An entry has {LARGEST} bytes at most.")
    return _changed(database, caller, entry, value, response, if_match, if_none_match)


@router.delete("/{collection}/{name}")
def delete_entry(
    database: Base,
    caller: Editor,
    collection: Collection,
    name: Name,
    response: Response,
    if_match: IfMatch = "",
) -> Saved:
    """Remove an entry."""
    return _changed(database, caller, _entry(collection, name), ABSENT, response, if_match, "")


def _entry(collection: str, name: str) -> Entry:
    if collection not in COLLECTIONS:
        raise HTTPException(404, f"The collections are {', '.join(sorted(COLLECTIONS))}.")
    return collection, name


def _changed(
    database: Database,
    caller: Visitor,
    entry: Entry,
    value: Any,
    response: Response,
    if_match: str,
    if_none_match: str,
) -> Saved:
    with database.company(caller.company) as connection:
        present = value_at(current(connection).document, entry)
        if present is ABSENT and value is ABSENT:
            raise HTTPException(404, "There is no such entry.")
        seen = seen_mark(present, if_match, if_none_match)
        draft = change_entry(connection, caller, entry, seen, value)
    saved = value_at(draft.document, entry)
    if saved is not ABSENT:
        response.headers.update(etag(mark_of(saved)))
        response.status_code = 201 if present is ABSENT else 200
    below = findings_below(check(draft.document).findings, entry)
    return Saved(version=draft.version, problems=mistakes(below.values()))
