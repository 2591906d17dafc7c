"""Routes of the log-in."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import accounts, policy, reauthentication, sessions, throttle
from wco_portal.access.entry import AnyVisitor, Base, Config, address_of, required
from wco_portal.access.visitor import Visitor
from wco_portal.audit import record_sparsely
from wco_portal.pages import LANGUAGE_COOKIE, page, text
from wco_portal.screens.login import stages
from wco_portal.screens.login.answers import complete, onward, remember, safe
from wco_portal.texts import Language, marked
from wcoctl.accounts.audit_log import record
from wcoctl.accounts.passwords import matches

__all__ = ["router"]

router = APIRouter()
router.include_router(stages.router)

_WRONG = marked("Company, login or password is wrong.")
_YEAR = 365 * 24 * 60 * 60

Text = Annotated[str, Form(max_length=300)]
Next = Annotated[str, Form(alias="next", max_length=300)]


@router.get("/login")
def show_login(request: Request, visitor: AnyVisitor, next: str = "/") -> Response:
    """Show the log-in."""
    if visitor:
        return RedirectResponse(safe(next), 303)
    return page(request, "login/login.html", error="", company="", login="", target=safe(next))


@router.post("/login")
def log_in(
    request: Request,
    database: Base,
    settings: Config,
    company: Text,
    login: Text,
    password: Text,
    target: Next = "/",
) -> Response:
    """Check company, login and password, and begin a session."""
    tenant, login = company.strip().lower(), login.strip().lower()
    address = address_of(request, settings)
    browser = reauthentication.browser_of(request, settings.key, tenant, login)

    def refused(message: str, status: int) -> Response:
        told = text(request, message)
        values = {"error": told, "company": company, "login": login, "target": safe(target)}
        return page(request, "login/login.html", status=status, **values)

    if "\0" in tenant + login:
        return refused(_WRONG, 401)
    with database.company(tenant) as connection:
        if throttle.exhausted(connection, login, browser, address):
            if accounts.are_there(connection):
                record_sparsely(connection, (login, "stranger", address), "log_in_blocked", login, "refused")
            return refused(reauthentication.EXHAUSTED, 429)
        account = accounts.by_login(connection, login)
    # Between transactions: hashing takes a while, and connections are few.
    good = matches(password, account["password"] if account else None)
    if not account or not good or account["disabled"] or _over(account):
        throttle.failed(database, tenant, login, browser, address)
        with database.company(tenant) as connection:
            if accounts.are_there(connection):
                record(connection, (login, "stranger", address), "log_in", login, result="refused")
        return refused(_WRONG, 401)
    with database.company(tenant) as connection:
        stage = policy.next_stage(connection, account["account"], code_given=False)
        token = sessions.begin(connection, account, stage, address, request.headers.get("user-agent", ""))
        if stage == "open":
            complete(connection, account, (login, "account", address))
    response = onward(stage, token, safe(target))
    if stage != "code":
        remember(response, settings.key, tenant, login)
    return response


@router.get("/login/confirm")
def show_confirm(
    request: Request, _visitor: Annotated[Visitor, Depends(required(own=True))], next: str = "/"
) -> Response:
    """Ask for the password again, before what cannot be undone."""
    return page(request, "login/confirm.html", error="", target=safe(next))


@router.post("/login/confirm")
def confirm(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Annotated[Visitor, Depends(required(own=True))],
    password: Text,
    target: Next = "/",
) -> Response:
    """Check the password that was given again."""
    told = reauthentication.mistake(request, database, settings, visitor, password)
    if told:
        return page(request, "login/confirm.html", status=401, error=text(request, told), target=safe(target))
    return RedirectResponse(safe(target), 303)


@router.post("/logout")
def log_out(database: Base, visitor: AnyVisitor) -> Response:
    """End the session."""
    if visitor:
        with database.company(visitor.tenant) as connection:
            sessions.end(connection, visitor.account, visitor.session)
            record(connection, visitor.actor, "log_out")
    response = RedirectResponse("/login", 303)
    response.delete_cookie(sessions.COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


@router.post("/language")
def set_language(
    database: Base, visitor: AnyVisitor, language: Annotated[Language, Form()], target: Next = "/"
) -> Response:
    """Choose the language of the pages, for this browser and for the account."""
    if visitor:
        with database.company(visitor.tenant) as connection:
            connection.execute(
                "UPDATE account SET language = %s WHERE account = %s", (language, visitor.account)
            )
    response = RedirectResponse(safe(target), 303)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, secure=True, httponly=True, samesite="lax")
    return response


def _over(account: dict[str, Any]) -> bool:
    return account["password_ends"] is not None and account["password_ends"] < datetime.now(UTC)
