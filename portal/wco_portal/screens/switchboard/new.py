"""Routes of new entries: people name them, and their identifiers are made of that."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base, Forbidden
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.document import Document, value_at
from wco_portal.drafts.draft import change_entry, current
from wco_portal.forms.filled import Filled
from wco_portal.forms.read import read_form
from wco_portal.forms.submitted import Submitted, clean, rearranged
from wco_portal.pages import text
from wco_portal.screens.switchboard.asked import may_change, only_changeable, readable_name
from wco_portal.screens.switchboard.collections import Collection
from wco_portal.screens.switchboard.filled import form_page, mistakes_of
from wco_portal.switchboard.names import identifier_of
from wco_portal.switchboard.words import TYPES
from wco_portal.texts import marked
from wcoctl.blocks.models import MODELS

__all__ = ["add"]

_LONGEST = 200


def add(router: APIRouter, path: str, which: Any, editor: Any) -> None:
    """Add the routes; ``path`` is that of the collection's list."""
    new_path = path.replace("/switchboard/", "/switchboard/new/")

    @router.get(new_path)
    def show_new(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, editor],
        collection: Annotated[Collection, which],
    ) -> Response:
        """Ask about a new entry."""
        with database.company(visitor.company) as connection:
            return _page(request, current(connection).document, collection, {}, "")

    @router.post(new_path)
    def add_entry(
        request: Request,
        database: Base,
        visitor: Annotated[Visitor, editor],
        collection: Annotated[Collection, which],
        filled: Filled,
    ) -> Response:
        """Add an entry to the draft."""
        name = " ".join(clean((filled.get(_name_field(collection)) or [""])[0]).split())[:_LONGEST]
        if not may_change(visitor, collection, ""):
            raise Forbidden
        with database.company(visitor.company) as connection:
            document = current(connection).document
            if rows := rearranged(filled):
                return _page(request, document, collection, _read(collection, rows, name), name)
            taken = value_at(document, (collection.key,))
            taken = taken if isinstance(taken, dict) else {}
            value = _read(collection, filled, name)
            if error := _name_mistake(collection, name, taken):
                return _page(request, document, collection, value, name, error)
            identifier = name if collection.numbered else identifier_of(name, taken)
            only_changeable(visitor, collection, identifier, value)
            change_entry(connection, visitor, (collection.key, identifier), "", value)
        return RedirectResponse(f"/switchboard/{collection.slug}/{identifier}?saved=1", 303)


def _name_field(collection: Collection) -> str:
    return "name" if collection.named else "_name"


def _name_mistake(collection: Collection, name: str, taken: dict[str, Any]) -> str:
    if collection.numbered and not readable_name(collection, name):
        return marked("Use 2 to 6 digits.")
    if collection.numbered and name in taken:
        return marked("This number is taken already.")
    return "" if name else marked("Write a name.")


def _read(collection: Collection, filled: Submitted, name: str) -> dict[str, Any]:
    if not collection.by_type:
        return read_form(collection.fields({}), filled)
    type_ = (filled.get("_type") or [""])[0]
    begun: dict[str, Any] = {"type": type_ if type_ in MODELS else "menu"}
    return begun | ({"name": name, "members": []} if begun["type"] == "group" else {})


def _page(
    request: Request,
    document: Document,
    collection: Collection,
    value: dict[str, Any],
    name: str,
    error: str = "",
) -> Response:
    fields = [] if collection.by_type else collection.fields(value)
    findings = mistakes_of(document, (collection.key, "new"), value) if error and fields else {}
    return form_page(
        request,
        document,
        fields,
        value,
        {place: one for place, one in findings.items() if place != ("name",)},
        status=422 if error else 200,
        title=text(request, marked("A new entry")),
        kind=collection.singular,
        type="",
        types=TYPES if collection.by_type else {},
        chosen=value.get("type", "menu"),
        asks="" if collection.named else marked("Internal number") if collection.numbered else marked("Name"),
        typed_name=name,
        name_error=error,
        action=f"/switchboard/new/{collection.slug}",
        back=(f"/switchboard/{collection.slug}", collection.plural),
        seen="",
        editable=True,
    )
