"""Routes of one's own account. They are open to everybody who is logged in, also to those who may change nothing else."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import accounts, policy, reauthentication, sessions
from wco_portal.access.entry import Base, Config, required
from wco_portal.access.passwords import mistake_in_new
from wco_portal.access.visitor import Visitor
from wco_portal.database import Database
from wco_portal.pages import page, text
from wco_portal.screens.account import authenticator, tokens
from wco_portal.screens.account.browsers import described
from wco_portal.screens.login.answers import set_cookie
from wcoctl.accounts.audit_log import record

__all__ = ["router"]

router = APIRouter()
router.include_router(authenticator.router)
router.include_router(tokens.router)

Own = Annotated[Visitor, Depends(required(own=True))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/account")
def show_account(request: Request, database: Base, visitor: Own, done: str = "") -> Response:
    """Show the visitor's account."""
    return _shown(request, database, visitor, done=done)


@router.post("/account/password")
def change_password(
    request: Request,
    database: Base,
    settings: Config,
    visitor: Own,
    old: Text,
    password: Text,
    again: Text,
) -> Response:
    """Change the password, by whoever knows the old one; all other sessions end."""
    told = reauthentication.mistake(request, database, settings, visitor, old)
    if told:
        return _shown(request, database, visitor, 401, old=text(request, told))
    with database.company(visitor.tenant) as connection:
        kept = accounts.account_of(connection, visitor.account)["password"]
        told = mistake_in_new(password, again, kept, visitor.login, visitor.tenant, visitor.name)
        if not told:
            accounts.set_password(connection, visitor.account, password)
            sessions.end_others(connection, visitor.account, visitor.session)
            token = sessions.set_stage(connection, visitor.session, "open")
            record(connection, visitor.actor, "change_password", visitor.login)
    if told:
        return _shown(request, database, visitor, 422, password=text(request, told))
    response = RedirectResponse("/account?done=password", 303)
    set_cookie(response, sessions.COOKIE, token)
    return response


@router.post("/account/sessions/end-others")
def end_other_sessions(database: Base, visitor: Own) -> Response:
    """Log out everywhere but here."""
    with database.company(visitor.tenant) as connection:
        if sessions.end_others(connection, visitor.account, visitor.session):
            record(connection, visitor.actor, "end_sessions", visitor.login)
    return RedirectResponse("/account?done=sessions", 303)


@router.post("/account/sessions/{session}/end")
def end_session(database: Base, visitor: Own, session: UUID) -> Response:
    """End one session."""
    with database.company(visitor.tenant) as connection:
        if not sessions.end(connection, visitor.account, session):
            raise HTTPException(404)
        record(connection, visitor.actor, "end_sessions", visitor.login)
    return RedirectResponse("/account?done=sessions", 303)


def _shown(
    request: Request,
    database: Database,
    visitor: Visitor,
    status: int = 200,
    *,
    done: str = "",
    **errors: str,
) -> Response:
    with database.company(visitor.tenant) as connection:
        account = accounts.account_of(connection, visitor.account)
        needed = policy.needs_app(connection, policy.read(connection), visitor.account)
        listed = [
            one | {"words": described(one["browser"])} for one in sessions.listed(connection, visitor.account)
        ]
    values = {"account": account, "needed": needed, "sessions": listed, "done": done, "errors": errors}
    return page(request, "account/account.html", status=status, **values)
