"""The page of a form: of an entry, of a new one, of a setting."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from wco_portal.drafts.checking import check, findings_below
from wco_portal.drafts.document import Document, Entry, with_value
from wco_portal.drafts.words import told
from wco_portal.forms.field import Field, Kind
from wco_portal.forms.labels import OPTIONS
from wco_portal.forms.show import Shown, shown_form
from wco_portal.pages import page, text
from wco_portal.switchboard.names import choices_of
from wcoctl.model.entries import ABSENT
from wcoctl.model.entry_changes import EntryChange
from wcoctl.model.finding import Finding, Place

__all__ = ["form_page", "mistakes_of"]

_MOST_OPTIONS = 2000
"""Where the lists of a form would have more, entries are typed, with one list of suggestions: pages stay small."""


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
    uses = Counter(_collections(shown))
    choices = choices_of(document, uses, lambda message: text(request, message))
    return page(
        request,
        "switchboard/entry.html",
        status=status,
        shown=shown,
        whole=list(left.values()),
        mistakes=len(findings),
        choices=choices,
        typed={one for one, names in choices.items() if uses[one] * len(names) > _MOST_OPTIONS},
        options=OPTIONS,
        clash=told(EntryChange(*clash)) if clash else None,
        gone=clash is not None and clash[1] is ABSENT,
        **{"name_error": "", "typed_name": "", "saved": "", "remove": "", "note": ""} | values,
    )


def _collections(shown: Sequence[Shown]) -> Iterator[str]:
    """Yield the collection of each field that chooses an entry."""
    for one in shown:
        if one.field.kind == Kind.TARGET:
            yield "blocks"
        elif one.field.kind == Kind.REFERENCE:
            yield one.field.collection
        yield from _collections(one.inner)
