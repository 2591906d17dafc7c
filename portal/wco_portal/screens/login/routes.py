"""Routes of the log-in."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import codes, sessions, throttle
from wco_portal.access.entry import AnyVisitor, Base, Config, address_of, at_stage, required
from wco_portal.access.passwords import matches, weakness
from wco_portal.access.permissions import OPERATOR
from wco_portal.access.visitor import Stage, Visitor
from wco_portal.audit import record
from wco_portal.pages import LANGUAGE_COOKIE, page, text
from wco_portal.screens.login import accounts
from wco_portal.texts import Language, marked

__all__ = ["router"]

router = APIRouter()

_WRONG = marked("Company, login or password is wrong.")
_WRONG_CODE = marked("This code is wrong or was used already.")
_EXHAUSTED = marked(
    "Too many log-ins failed. Try again in an hour, or ask your administrator for a new password."
)
_YEAR = 365 * 24 * 60 * 60

Text = Annotated[str, Form(max_length=300)]
Next = Annotated[str, Form(alias="next", max_length=300)]


@router.get("/login")
def show_login(request: Request, visitor: AnyVisitor, next: str = "/") -> Response:
    """Show the log-in."""
    if visitor:
        return RedirectResponse(_safe(next), 303)
    return page(request, "login/login.html", error="", company="", login="", target=_safe(next))


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
    cookie = request.cookies.get(throttle.browser_cookie(tenant, login), "")
    browser = throttle.known_browser(settings.key, tenant, login, cookie)

    def again(message: str, status: int) -> Response:
        told = text(request, message)
        values = {"error": told, "company": company, "login": login, "target": _safe(target)}
        return page(request, "login/login.html", status=status, **values)

    if "\0" in tenant + login:
        return again(_WRONG, 401)
    with database.company(tenant) as connection:
        if throttle.exhausted(connection, tenant, login, browser, address):
            return again(_EXHAUSTED, 429)
        account = accounts.by_login(connection, login)
    # Between transactions: hashing takes a while, and connections are few.
    good = matches(password, account["password"] if account else None)
    if not account or not good or account["disabled"] or _over(account):
        throttle.failed(database, tenant, login, browser, address)
        if account:
            with database.company(tenant) as connection:
                record(connection, (login, "stranger", address), "log_in", result="refused")
        return again(_WRONG, 401)
    stage: Stage = "code" if account["totp_confirmed"] else "password" if account["password_once"] else "open"
    with database.company(tenant) as connection:
        token = sessions.begin(connection, account, stage, address, request.headers.get("user-agent", ""))
        if stage == "open":
            _complete(connection, account, (login, "account", address))
    response = RedirectResponse(_safe(target) if stage == "open" else f"/login/{stage}", 303)
    _set_cookie(response, sessions.COOKIE, token)
    if stage != "code":
        _remember(response, settings.key, tenant, login)
    return response


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
    cookie = request.cookies.get(throttle.browser_cookie(visitor.tenant, visitor.login), "")
    browser = throttle.known_browser(settings.key, visitor.tenant, visitor.login, cookie)
    with database.company(visitor.tenant) as connection:
        if throttle.exhausted(connection, visitor.tenant, visitor.login, browser, visitor.address):
            return page(request, "login/code.html", status=429, error=text(request, _EXHAUSTED))
        account = accounts.account_of(connection, visitor.account)
        key = codes.open_key(settings.key, account["totp_key"])
        step = codes.accepted_step(key, code, account["totp_step"], datetime.now(UTC))
        recovery = "" if step else codes.is_recovery_code(code, account["recovery_codes"])
        if step:
            accounts.code_taken(connection, visitor.account, step)
        if recovery:
            accounts.recovery_code_used(connection, visitor.account, recovery)
        if step or recovery:
            stage: Stage = "password" if account["password_once"] else "open"
            token = sessions.set_stage(connection, visitor.session, stage)
            if stage == "open":
                _complete(connection, account, visitor.actor)
        else:
            record(connection, visitor.actor, "log_in_code", result="refused")
    if not step and not recovery:
        throttle.failed(database, visitor.tenant, visitor.login, browser, visitor.address)
        return page(request, "login/code.html", status=401, error=text(request, _WRONG_CODE))
    response = RedirectResponse("/" if stage == "open" else "/login/password", 303)
    _set_cookie(response, sessions.COOKIE, token)
    _remember(response, settings.key, visitor.tenant, visitor.login)
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
    """Set the password of the person's own, which ends the log-in."""
    with database.company(visitor.tenant) as connection:
        account = accounts.account_of(connection, visitor.account)
        told = weakness(password, visitor.login, visitor.tenant, visitor.name)
        if password != again:
            told = marked("The two passwords differ.")
        elif matches(password, account["password"]):
            told = marked("This is the one-time password; choose another one.")
        if told:
            return page(
                request, "login/password.html", status=422, error=text(request, told), login=visitor.login
            )
        accounts.set_password(connection, visitor.account, password)
        sessions.end_others(connection, visitor.account, visitor.session)
        token = sessions.set_stage(connection, visitor.session, "open")
        record(connection, visitor.actor, "change_password", visitor.login)
        _complete(connection, account, visitor.actor)
    response = RedirectResponse("/", 303)
    _set_cookie(response, sessions.COOKIE, token)
    return response


@router.get("/login/confirm")
def show_confirm(
    request: Request, _visitor: Annotated[Visitor, Depends(required())], next: str = "/"
) -> Response:
    """Ask for the password again, before what cannot be undone."""
    return page(request, "login/confirm.html", error="", target=_safe(next))


@router.post("/login/confirm")
def confirm(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Annotated[Visitor, Depends(required())],
    password: Text,
    target: Next = "/",
) -> Response:
    """Check the password that was given again."""
    cookie = request.cookies.get(throttle.browser_cookie(visitor.tenant, visitor.login), "")
    browser = throttle.known_browser(settings.key, visitor.tenant, visitor.login, cookie)
    told = ""
    with database.company(visitor.tenant) as connection:
        account = accounts.account_of(connection, visitor.account)
        if throttle.exhausted(connection, visitor.tenant, visitor.login, browser, visitor.address):
            told = _EXHAUSTED
        elif matches(password, account["password"]):
            sessions.confirm(connection, visitor.session)
        else:
            told = marked("The password is wrong.")
            record(connection, visitor.actor, "confirm_password", result="refused")
    if told:
        throttle.failed(database, visitor.tenant, visitor.login, browser, visitor.address)
        return page(
            request, "login/confirm.html", status=401, error=text(request, told), target=_safe(target)
        )
    return RedirectResponse(_safe(target), 303)


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
    response = RedirectResponse(_safe(target), 303)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, secure=True, httponly=True, samesite="lax")
    return response


def _over(account: dict[str, Any]) -> bool:
    return account["password_ends"] is not None and account["password_ends"] < datetime.now(UTC)


def _complete(connection: Any, account: dict[str, Any], actor: Any) -> None:
    record(connection, actor, "log_in", account["login"])
    if accounts.activated(connection, account["account"]) and account["tenant"] != OPERATOR:
        record(connection, actor, "activate", account["login"])


def _remember(response: Response, key: bytes, tenant: str, login: str) -> None:
    name = throttle.browser_name(key, tenant, login, secrets.token_urlsafe(12))
    _set_cookie(response, throttle.browser_cookie(tenant, login), name, _YEAR)


def _set_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def _safe(target: str) -> str:
    """Return a path of this portal; whatever else was asked for becomes the first page."""
    parts = urlsplit(target)
    plain = (
        target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and target.isprintable()
        and "\\" not in target
    )
    return target if plain and not parts.scheme and not parts.netloc else "/"
