"""Routes that remove an entry: they ask first, and say what still needs it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wco_portal.drafts.checking import check
from wco_portal.drafts.document import Document, Entry, mark_of, value_at, with_value
from wco_portal.drafts.draft import Overtaken, change_entry, current
from wco_portal.drafts.words import COLLECTIONS
from wco_portal.pages import page
from wco_portal.screens.switchboard.asked import only_changeable
from wco_portal.screens.switchboard.collections import Collection
from wco_portal.switchboard.names import name_of
from wcoctl.model.entries import ABSENT

__all__ = ["add", "needed_by"]


def add(router: APIRouter, path: str, which: Any, editor: Any) -> None:
    """Add the routes; ``path`` is that of the collection's list."""

    @router.get(path + "/{name}/remove")
    def ask(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, editor],
        collection: Annotated[Collection, which],
        name: str,
    ) -> Response:
        """Ask whether an entry is to be removed."""
        with database.company(visitor.company) as connection:
            return _page(request, visitor, connection, collection, name)

    @router.post(path + "/{name}/remove")
    def remove(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, editor],
        collection: Annotated[Collection, which],
        name: str,
        seen: Annotated[str, Form(alias="_seen", max_length=32)] = "",
    ) -> Response:
        """Remove an entry from the draft, as it was seen."""
        with database.company(visitor.company) as connection:
            value = value_at(current(connection).document, (collection.key, name))
            if value is ABSENT:
                raise HTTPException(404)
            only_changeable(visitor, collection, name, value)
            try:
                change_entry(connection, visitor, (collection.key, name), seen, ABSENT)
            except Overtaken:
                return _page(request, visitor, connection, collection, name, 409)
        return RedirectResponse(f"/switchboard/{collection.slug}", 303)


def _page(
    request: Request,
    visitor: Visitor,
    connection: CompanyConnection,
    collection: Collection,
    name: str,
    status: int = 200,
) -> Response:
    document = current(connection).document
    value = value_at(document, (collection.key, name))
    if value is ABSENT:
        raise HTTPException(404)
    only_changeable(visitor, collection, name, value)
    return page(
        request,
        "switchboard/remove.html",
        status=status,
        collection=collection,
        name=name,
        title=name_of(name, value),
        seen=mark_of(value),
        needed=needed_by(document, (collection.key, name)),
        changed=status == 409,
    )


def needed_by(document: Document, entry: Entry) -> Sequence[tuple[str, str]]:
    """Return the entries that would have a mistake without another one: their collections, as texts to be translated, and names."""
    present = set(check(document).findings)
    places = [
        finding.place
        for finding in check(with_value(document, entry, ABSENT)).findings
        if finding not in present and finding.place
    ]
    entries = dict.fromkeys(place[:2] for place in places)
    return [
        (
            COLLECTIONS.get(str(one[0]), str(one[0])),
            name_of(str(one[1]), value_at(document, one)) if len(one) > 1 and isinstance(one[1], str) else "",
        )
        for one in entries
    ]
