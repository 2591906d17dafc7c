"""Routes of the settings at the top of a document: main numbers, blocklist, transfers."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.checking import check, findings_below
from wco_portal.drafts.document import mark_of, value_at, with_value
from wco_portal.drafts.draft import Draft, Overtaken, change_entry, current
from wco_portal.forms.filled import Filled
from wco_portal.forms.read import read_form
from wco_portal.forms.submitted import rearranged
from wco_portal.pages import text
from wco_portal.screens.switchboard.asked import Editor, OfDocument, Reader
from wco_portal.screens.switchboard.collections import Setting
from wco_portal.screens.switchboard.filled import form_page
from wcoctl.model.entries import ABSENT

__all__ = ["router"]

router = APIRouter(prefix="/switchboard/settings")


@router.get("/{setting}")
def show_setting(
    request: Request, database: Base, visitor: Reader, setting: OfDocument, saved: str = ""
) -> Response:
    """Show a setting in its form."""
    with database.company(visitor.company) as connection:
        draft = current(connection)
    value = value_at(draft.document, (setting.key,))
    return _page(request, visitor, draft, setting, value, mark_of(value), saved=saved)


@router.post("/{setting}")
def save_setting(
    request: Request, database: Base, visitor: Editor, setting: OfDocument, filled: Filled
) -> Response:
    """Save a setting in the draft, unless somebody else has changed it since the form was made."""
    seen = (filled.get("_seen") or [""])[0]
    with database.company(visitor.company) as connection:
        draft = current(connection)
        rows = rearranged(filled)
        read = read_form(setting.fields(), rows or filled, draft.document)
        value = read.get(setting.key, ABSENT)
        if rows:
            return _page(request, visitor, draft, setting, value, seen, checked=False)
        try:
            change_entry(connection, visitor, (setting.key,), seen, value)
        except Overtaken as error:
            clash = (setting.key,), error.value, value
            now = mark_of(error.value)
            return _page(request, visitor, draft, setting, value, now, clash=clash, status=409)
    return RedirectResponse(f"/switchboard/settings/{setting.slug}?saved=1", 303)


def _page(
    request: Request,
    visitor: Visitor,
    draft: Draft,
    setting: Setting,
    value: Any,
    seen: str,
    *,
    checked: bool = True,
    **values: Any,
) -> Response:
    entry = (setting.key,)
    findings = check(with_value(draft.document, entry, value)).findings if checked else ()
    found = {(*entry, *place): one for place, one in findings_below(findings, entry).items()}
    data = {} if value is ABSENT else {setting.key: value}
    return form_page(
        request,
        draft.document,
        setting.fields(),
        data,
        found,
        title=text(request, setting.label),
        kind="",
        type="",
        action=f"/switchboard/settings/{setting.slug}",
        back=("/switchboard", ""),
        seen=seen,
        editable=visitor.may(Permission.CONFIGURE, change=True),
        **values,
    )
