"""Routes of a collection: its list, its entries, new ones, and removing them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base, Requirement
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wco_portal.drafts.document import mark_of, value_at
from wco_portal.drafts.draft import Draft, Overtaken, change_entry, current
from wco_portal.forms.filled import Filled
from wco_portal.forms.read import read_form
from wco_portal.forms.submitted import Submitted, rearranged
from wco_portal.lists import Asked
from wco_portal.pages import page, text
from wco_portal.screens.switchboard import new, removal
from wco_portal.screens.switchboard.asked import may_change, only_changeable, readable_name
from wco_portal.screens.switchboard.collections import Collection, column_labels
from wco_portal.screens.switchboard.filled import form_page, mistakes_of
from wco_portal.screens.switchboard.listing import rows_of
from wco_portal.switchboard.names import name_of, type_of
from wco_portal.switchboard.words import TYPES
from wcoctl.blocks.models import MODELS
from wcoctl.model.entries import ABSENT

__all__ = ["routes_of"]


def routes_of(
    path: str, which: Callable[..., Collection], reader: Requirement, editor: Requirement
) -> APIRouter:
    """Return the routes of the collections that ``path`` stands for."""
    router = APIRouter()
    _add_list(router, path, Depends(which), Depends(reader))
    new.add(router, path, Depends(which), Depends(editor))
    removal.add(router, path, Depends(which), Depends(editor))
    _add_form(router, path, Depends(which), Depends(reader), Depends(editor))
    return router


def _add_list(router: APIRouter, path: str, which: Any, reader: Any) -> None:
    @router.get(path)
    def show_list(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, reader],
        collection: Annotated[Collection, which],
        sought: Asked,
    ) -> Response:
        """List the entries, and search them."""
        with database.company(visitor.company) as connection:
            document = current(connection).document
        rows = rows_of(document, collection, sought.q, lambda message: text(request, message))
        return page(
            request,
            "switchboard/entries.html",
            collection=collection,
            columns=column_labels(collection),
            shown=sought.shown(rows[sought.offset :]),
            editable=may_change(visitor, collection, ""),
        )


def _add_form(router: APIRouter, path: str, which: Any, reader: Any, editor: Any) -> None:
    @router.get(path + "/{name}")
    def show_entry(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, reader],
        collection: Annotated[Collection, which],
        name: str,
        saved: str = "",
    ) -> Response:
        """Show an entry in its form."""
        with database.company(visitor.company) as connection:
            draft = current(connection)
        value = value_at(draft.document, (collection.key, name))
        if value is ABSENT:
            raise HTTPException(404)
        return _entry_page(request, visitor, draft, collection, name, value, value, saved=saved)

    @router.post(path + "/{name}")
    def save_entry(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, editor],
        collection: Annotated[Collection, which],
        name: str,
        filled: Filled,
    ) -> Response:
        """Save an entry in the draft, unless somebody else has changed it since the form was made."""
        with database.company(visitor.company) as connection:
            return _saved(request, visitor, connection, collection, name, filled)


def _saved(
    request: Request,
    visitor: Visitor,
    connection: CompanyConnection,
    collection: Collection,
    name: str,
    filled: Submitted,
) -> Response:
    draft = current(connection)
    before = value_at(draft.document, (collection.key, name))
    seen = (filled.get("_seen") or [""])[0]
    if before is ABSENT and not (readable_name(collection, name) and (seen or filled.get("_again"))):
        raise HTTPException(404)
    kept = _typed_as(collection, filled) if before is ABSENT else before
    fields = collection.fields(kept)
    if rows := rearranged(filled):
        value = read_form(fields, rows, kept)
        return _entry_page(request, visitor, draft, collection, name, before, value, seen=seen, checked=False)
    value = read_form(fields, filled, kept)
    only_changeable(visitor, collection, name, before, value)
    try:
        change_entry(connection, visitor, (collection.key, name), seen, value)
    except Overtaken as error:
        clash = (collection.key, name), error.value, value
        return _entry_page(
            request, visitor, draft, collection, name, error.value, value, clash=clash, status=409
        )
    return RedirectResponse(f"/switchboard/{collection.slug}/{name}?saved=1", 303)


def _typed_as(collection: Collection, filled: Submitted) -> Any:
    """Return what a form keeps of an entry that is gone."""
    type_ = (filled.get("_type") or [""])[0]
    return {"type": type_} if collection.by_type and type_ in MODELS else ABSENT


def _entry_page(
    request: Request,
    visitor: Visitor,
    draft: Draft,
    collection: Collection,
    name: str,
    present: Any,
    value: Any,
    *,
    checked: bool = True,
    seen: str | None = None,
    **values: Any,
) -> Response:
    """Return the form of an entry that is in the draft as it is at present, filled with a value."""
    path = f"/switchboard/{collection.slug}/{name}"
    editable = may_change(visitor, collection, name, present, value)
    about: Mapping[str, Any] = {
        "title": name_of(name, value),
        "kind": TYPES[type_of(value)] if collection.by_type else collection.singular,
        "type": type_of(value) if collection.by_type else "",
        "action": path,
        "back": (f"/switchboard/{collection.slug}", collection.plural),
        "remove": f"{path}/remove" if editable and present is not ABSENT else "",
        "seen": mark_of(present) if seen is None else seen,
        "editable": editable,
    }
    findings = mistakes_of(draft.document, (collection.key, name), value) if checked else {}
    return form_page(request, draft.document, collection.fields(value), value, findings, **about, **values)
