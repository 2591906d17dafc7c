"""Routes of one's own authenticator app: turned on by a code of it, off by the password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import accounts, enrolment, policy, reauthentication, sessions
from wco_portal.access.entry import Base, Config, Elsewhere, confirmed, required
from wco_portal.access.visitor import Visitor
from wco_portal.database import Database
from wco_portal.pages import page, text
from wco_portal.screens.login.answers import onward
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()

Own = Annotated[Visitor, Depends(required(own=True))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/account/authenticator")
def show_authenticator(request: Request, database: Base, settings: Config, visitor: Own) -> Response:
    """Show the key for a new app."""
    _without_app(database, visitor)
    confirmed(request, visitor)
    return page(request, "account/authenticator.html", error="", **enrolment.offer(settings.key, visitor))


@router.post("/account/authenticator")
def turn_on(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Own,
    offer: Annotated[str, Form(max_length=1000)],
    code: Text,
) -> Response:
    """Keep the app if its code is right, and show the recovery codes."""
    _without_app(database, visitor)
    confirmed(request, visitor)
    with database.company(visitor.tenant) as connection:
        shown = enrolment.accepted(connection, settings.key, visitor, offer, code)
        if shown:
            record(connection, visitor.actor, "turn_on_authenticator", visitor.login)
    if shown:
        return page(request, "account/recovery.html", codes=shown)
    told = text(request, marked("This code is wrong or was used already."))
    values = enrolment.offer(settings.key, visitor, offer)
    return page(request, "account/authenticator.html", status=422, error=told, **values)


@router.get("/account/authenticator/off")
def show_turn_off(request: Request, database: Base, visitor: Own) -> Response:
    """Ask for the password, before the app is turned off."""
    with database.company(visitor.tenant) as connection:
        needed = policy.needs_app(connection, policy.read(connection), visitor.account)
    return page(request, "account/off.html", error="", needed=needed)


@router.post("/account/authenticator/off")
def turn_off(request: Request, database: Base, settings: Config, visitor: Own, password: Text) -> Response:
    """Turn the app off; where the company asks for one, the next is set up at once."""
    told = reauthentication.mistake(request, database, settings, visitor, password)
    with database.company(visitor.tenant) as connection:
        needed = policy.needs_app(connection, policy.read(connection), visitor.account)
        if told:
            return page(request, "account/off.html", status=401, error=text(request, told), needed=needed)
        enrolment.remove(connection, visitor.account)
        record(connection, visitor.actor, "turn_off_authenticator", visitor.login)
        if needed:
            return onward("enrol", sessions.set_stage(connection, visitor.session, "enrol"))
    return RedirectResponse("/account?done=off", 303)


@router.get("/account/recovery-codes")
def show_recovery_codes(request: Request, database: Base, visitor: Own) -> Response:
    """Ask whether the recovery codes are to be replaced."""
    _with_app(database, visitor)
    confirmed(request, visitor)
    return page(request, "account/recovery.html", codes=[])


@router.post("/account/recovery-codes")
def renew_recovery_codes(request: Request, database: Base, visitor: Own) -> Response:
    """Replace the recovery codes, and show the new ones."""
    _with_app(database, visitor)
    confirmed(request, visitor)
    with database.company(visitor.tenant) as connection:
        shown = enrolment.renew_recovery_codes(connection, visitor.account)
        record(connection, visitor.actor, "renew_recovery_codes", visitor.login)
    return page(request, "account/recovery.html", codes=shown)


def _has_app(database: Database, visitor: Visitor) -> bool:
    with database.company(visitor.tenant) as connection:
        return bool(accounts.account_of(connection, visitor.account)["totp_confirmed"])


def _with_app(database: Database, visitor: Visitor) -> None:
    if not _has_app(database, visitor):
        raise Elsewhere("/account")


def _without_app(database: Database, visitor: Visitor) -> None:
    if _has_app(database, visitor):
        raise Elsewhere("/account")
