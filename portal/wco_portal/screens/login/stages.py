"""Routes of what a log-in may still lack after the password: a code, a password of the person's own, an authenticator app."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from wco_portal.access import accounts, codes, enrolment, reauthentication, sessions, throttle
from wco_portal.access.entry import Base, Config, at_stage
from wco_portal.access.passwords import mistake_in_new
from wco_portal.access.visitor import Visitor
from wco_portal.audit import record_sparsely
from wco_portal.pages import page, text
from wco_portal.screens.login.answers import go_on, onward, remember, set_cookie
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()

_WRONG_CODE = marked("This code is wrong or was used already.")

Text = Annotated[str, Form(max_length=300)]


@router.get("/login/code")
def show_code(request: Request, _visitor: Annotated[Visitor, Depends(at_stage("code"))]) -> Response:
    """Ask for a code of the authenticator app."""
    return page(request, "login/code.html", error="")


@router.post("/login/code")
def check_code(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Annotated[Visitor, Depends(at_stage("code"))],
    code: Text,
) -> Response:
    """Check the code, and go on."""
    browser = reauthentication.browser_of(request, settings.key, visitor.tenant, visitor.login)
    with database.company(visitor.tenant) as connection:
        if throttle.exhausted(connection, visitor.login, browser, visitor.address):
            record_sparsely(connection, visitor.actor, "log_in_blocked", visitor.login, "refused")
            told = text(request, reauthentication.EXHAUSTED)
            return page(request, "login/code.html", status=429, error=told)
        account = accounts.account_of(connection, visitor.account)
        key = codes.open_key(settings.key, account["totp_key"])
        step = codes.accepted_step(key, code, account["totp_step"], datetime.now(UTC))
        recovery = "" if step else codes.is_recovery_code(code, account["recovery_codes"])
        if step:
            accounts.code_taken(connection, visitor.account, step)
        if recovery:
            accounts.recovery_code_used(connection, visitor.account, recovery)
            record(connection, visitor.actor, "use_recovery_code", visitor.login)
        if step or recovery:
            stage, token = go_on(connection, visitor)
        else:
            record(connection, visitor.actor, "log_in_code", visitor.login, result="refused")
    if not step and not recovery:
        throttle.failed(database, visitor.tenant, visitor.login, browser, visitor.address)
        return page(request, "login/code.html", status=401, error=text(request, _WRONG_CODE))
    response = onward(stage, token)
    remember(response, settings.key, visitor.tenant, visitor.login)
    return response


@router.get("/login/password")
def show_password(request: Request, visitor: Annotated[Visitor, Depends(at_stage("password"))]) -> Response:
    """Ask for a password of the person's own."""
    return page(request, "login/password.html", error="", login=visitor.login)


@router.post("/login/password")
def choose_password(
    request: Request,
    database: Base,
    visitor: Annotated[Visitor, Depends(at_stage("password"))],
    password: Text,
    again: Text,
) -> Response:
    """Set the password of the person's own, and go on."""
    with database.company(visitor.tenant) as connection:
        account = accounts.account_of(connection, visitor.account)
        told = mistake_in_new(
            password, again, account["password"], visitor.login, visitor.tenant, visitor.name
        )
        if told:
            return page(
                request, "login/password.html", status=422, error=text(request, told), login=visitor.login
            )
        accounts.set_password(connection, visitor.account, password)
        sessions.end_others(connection, visitor.account, visitor.session)
        record(connection, visitor.actor, "change_password", visitor.login)
        return onward(*go_on(connection, visitor))


@router.get("/login/authenticator")
def show_authenticator(
    request: Request, settings: Config, visitor: Annotated[Visitor, Depends(at_stage("enrol"))]
) -> Response:
    """Show the key of an authenticator app, which the company asks for."""
    return page(
        request, "login/authenticator.html", error="", codes=[], **enrolment.offer(settings.key, visitor)
    )


@router.post("/login/authenticator")
def enrol(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Annotated[Visitor, Depends(at_stage("enrol"))],
    offer: Annotated[str, Form(max_length=1000)],
    code: Text,
) -> Response:
    """Keep the app if its code is right, show the recovery codes, and end the log-in."""
    with database.company(visitor.tenant) as connection:
        shown = enrolment.accepted(connection, settings.key, visitor, offer, code)
        if shown:
            record(connection, visitor.actor, "turn_on_authenticator", visitor.login)
            _stage, token = go_on(connection, visitor)
    values = enrolment.offer(settings.key, visitor, offer)
    if not shown:
        told = text(request, _WRONG_CODE)
        return page(request, "login/authenticator.html", status=422, error=told, codes=[], **values)
    response = page(request, "login/authenticator.html", error="", codes=shown, **values)
    set_cookie(response, sessions.COOKIE, token)
    return response
