"""Routes of the check."""

from functools import cache
from typing import Annotated, Any

from babel.dates import format_datetime
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from wco_portal.access.entry import Base, required
from wco_portal.access.permissions import Permission
from wco_portal.access.visitor import Visitor
from wco_portal.drafts.checking import check, plan_of
from wco_portal.drafts.document import Document
from wco_portal.drafts.draft import current
from wco_portal.moments import LOCALES
from wco_portal.pages import language_of, page, text
from wco_portal.screens.check.asked import WRONG, asked_of, call_of
from wco_portal.screens.check.options import callers_of, dialled_of, switches_of
from wco_portal.screens.check.telling import ending, story
from wco_portal.switchboard.picture import block_path, picture
from wco_portal.switches import held
from wco_portal.texts import marked
from wcoctl.compile.callplan import CallPlan, compile_site
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import SimulatedCall, simulate

__all__ = ["router"]

router = APIRouter(prefix="/check")

Reader = Annotated[Visitor, Depends(required(Permission.CONFIGURE))]
_site = cache(compile_site)


@router.get("")
def show_check(request: Request, database: Base, visitor: Reader) -> Response:
    """Show the form of a call, and what would happen to the one that was asked about."""
    with database.company(visitor.company) as connection:
        draft = current(connection)
        switches = held(connection)
    document = draft.base if request.query_params.get("source") == "published" else draft.document
    checked = check(document)
    tenant = checked.tenant or check(draft.base).tenant
    asked = asked_of(request.query_params, tenant, switches)
    values: dict[str, Any] = {
        "findings": checked.findings,
        "errors": dict.fromkeys(WRONG, ""),
        "paragraphs": None,
    }
    status = 200
    if checked.tenant and not checked.findings and "dialled" in request.query_params:
        call = call_of(asked, checked.tenant)
        values["errors"] |= {name: text(request, message) for name, message in call.errors.items()}
        status = 422 if call.errors else 200
        if call.simulated:
            values |= _answer(request, document, checked.tenant, call.simulated)
    choices = _choices(request, tenant) if tenant else {}
    return page(
        request, "check/check.html", status=status, asked=asked, block_path=block_path, **choices, **values
    )


def _answer(request: Request, document: Document, tenant: Tenant, call: SimulatedCall) -> dict[str, Any]:
    language = language_of(request)
    plan: CallPlan = plan_of(tenant)
    walk = simulate(call, [plan], _site())
    return {
        "moment": format_datetime(
            call.at, "EEEE, d MMMM y, HH:mm", tzinfo=call.at.tzinfo, locale=LOCALES[language]
        ),
        "call": call,
        "paragraphs": story(walk, plan, tenant, language),
        "ending": ending(walk, tenant, language),
        "ended": walk.ending,
        "picture": picture(document, language, walk.steps),
    }


def _choices(request: Request, tenant: Tenant) -> dict[str, Any]:
    return {
        "users": {name: user.name for name, user in tenant.users.items()},
        "dialled": [(number, f"{number} {name}".strip()) for number, name in dialled_of(tenant).items()],
        "callers": [
            ("anonymous", text(request, marked("Somebody who withholds the number"))),
            ("number", text(request, marked("The number that I write"))),
            *((key, text(request, message) % name) for key, message, name in callers_of(tenant)),
        ],
        "switches": [(key, text(request, one.text) % one.shown) for key, one in switches_of(tenant).items()],
        "timezone": tenant.timezone,
    }
