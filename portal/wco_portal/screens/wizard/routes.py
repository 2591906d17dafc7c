"""Routes of the wizard."""

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection
from wco_portal.drafts.checking import check, mistakes_of
from wco_portal.drafts.document import Document
from wco_portal.drafts.draft import Draft, Overtaken, current, rework
from wco_portal.drafts.words import told
from wco_portal.forms.filled import Filled
from wco_portal.forms.submitted import Submitted
from wco_portal.pages import language_of, page, text
from wco_portal.screens.wizard.step import Mistake, Step, field
from wco_portal.screens.wizard.steps import STEPS, SUMMARY, after, before
from wco_portal.switchboard.picture import picture
from wco_portal.texts import marked
from wcoctl.model.entry_changes import entry_changes
from wcoctl.model.finding import Finding
from wcoctl.model.rules_flow import UNREACHED

__all__ = ["router"]

router = APIRouter(prefix="/wizard")

Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]
Editor = Annotated[Visitor, Depends(required(Permission.CONFIGURE, change=True))]
_OVERTAKEN = marked("Somebody has changed the draft meanwhile. Look at this step again, please.")


def _step(step: str) -> Step:
    if step not in STEPS:
        raise HTTPException(404)
    return STEPS[step]


Asked = Annotated[Step, Depends(_step)]


@router.get("")
def begin(_visitor: Reader) -> Response:
    """Begin with the first step."""
    return RedirectResponse(f"/wizard/{next(iter(STEPS))}", 303)


@router.get("/{step}")
def show_step(request: Request, database: Base, visitor: Reader, step: Asked) -> Response:
    """Show a step as the draft stands."""
    with database.company(visitor.company) as connection:
        return _page(request, connection, step, {})


@router.post("/{step}")
def take_step(request: Request, database: Base, visitor: Editor, step: Asked, filled: Filled) -> Response:
    """Take what was typed into the draft, and go on."""
    if step.changed is None:
        return RedirectResponse(f"/wizard/{after(step).slug}", 303)
    with database.company(visitor.company) as connection:
        draft = current(connection)
        if field(filled, "version") != str(draft.version):
            return _page(request, connection, step, filled, _OVERTAKEN, status=409)
        try:
            document = step.changed(draft.document, filled)
        except Mistake as mistake:
            return _page(request, connection, step, filled, mistake=mistake, status=422)
        if found := _new_mistakes(draft.document, document):
            return _page(request, connection, step, filled, findings=found, status=422)
        try:
            if document != draft.document:
                rework(connection, visitor, draft.version, document)
        except Overtaken:
            return _page(request, connection, step, filled, _OVERTAKEN, status=409)
    target = step if field(filled, "again") else after(step)
    return RedirectResponse(f"/wizard/{target.slug}", 303)


def _new_mistakes(before: Document, after: Document) -> list[Finding]:
    """Return what is wrong since a step; what nothing leads to yet may be connected by a later step."""
    known = {*check(before).findings}
    return [one for one in check(after).findings if one not in known and one.message != UNREACHED]


def _page(
    request: Request,
    connection: CompanyConnection,
    step: Step,
    filled: Submitted,
    error: str = "",
    status: int = 200,
    **values: Any,
) -> Response:
    draft = current(connection)
    shown = {**step.shown(draft.document, filled), **(_summary(request, draft) if step is SUMMARY else {})}
    mistake: Mistake | None = values.get("mistake")
    return page(
        request,
        f"wizard/{step.slug}.html",
        status=status,
        step=step,
        steps=list(STEPS.values()),
        back=before(step),
        draft=draft,
        error=text(request, error) if error else "",
        mistakes=defaultdict(str, {mistake.name: text(request, mistake.message)} if mistake else {}),
        findings=values.get("findings", ()),
        **shown,
    )


def _summary(request: Request, draft: Draft) -> dict[str, Any]:
    drawable = check(draft.document).tenant is not None
    return {
        "picture": picture(draft.document, language_of(request)) if drawable else "",
        "differences": [told(one) for one in entry_changes(draft.base, draft.document)],
        "left": mistakes_of(draft),
    }
