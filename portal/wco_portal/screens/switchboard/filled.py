"""The page of a form: of an entry, of a new one, of a setting."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from wco_portal.drafts.checking import check, findings_below
from wco_portal.drafts.differences import Difference
from wco_portal.drafts.document import ABSENT, Document, Entry, with_value
from wco_portal.drafts.words import told
from wco_portal.forms.field import Field, Kind
from wco_portal.forms.labels import OPTIONS
from wco_portal.forms.show import shown_form
from wco_portal.pages import page, text
from wco_portal.screens.switchboard.names import choices_of
from wcoctl.model.finding import Finding, Place

__all__ = ["MANY", "form_page", "mistakes_of"]

MANY = 100
"""Of so many entries one is not chosen from a list any more, but typed, with suggestions."""


def mistakes_of(document: Document, entry: Entry, value: Any) -> Mapping[Place, Finding]:
    """Return what would be wrong with an entry if it had a value."""
    return findings_below(check(with_value(document, entry, value)).findings, entry)


def form_page(
    request: Request,
    document: Document,
    fields: Sequence[Field],
    data: Any,
    findings: Mapping[Place, Finding],
    *,
    status: int = 200,
    clash: tuple[Entry, Any, Any] | None = None,
    **values: Any,
) -> Response:
    """Return a form filled with data; ``clash`` is an entry with how it stands by now and how it was typed."""
    shown, left = shown_form(fields, data, findings)
    used = set(_collections(fields))
    return page(
        request,
        "switchboard/entry.html",
        status=status,
        shown=shown,
        whole=list(left.values()),
        mistakes=len(findings),
        choices=choices_of(document, used, lambda message: text(request, message)),
        many=MANY,
        options=OPTIONS,
        clash=told(Difference(*clash)) if clash else None,
        gone=clash is not None and clash[1] is ABSENT,
        **{"name_error": "", "typed_name": "", "saved": "", "remove": "", "note": ""} | values,
    )


def _collections(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        if field.kind == Kind.TARGET:
            yield "blocks"
        elif field.kind == Kind.REFERENCE:
            yield field.collection
        yield from _collections(field.inner)
        for inner in field.variants.values():
            yield from _collections(inner)
