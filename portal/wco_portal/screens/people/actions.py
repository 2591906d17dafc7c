"""Routes of what is done to an account at once: disabling, a new password, ending sessions, removing."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from wco_portal.access import enrolment, sessions
from wco_portal.access.entry import Base, confirmed
from wco_portal.database import CompanyConnection
from wco_portal.pages import page, text
from wco_portal.screens.people import queries
from wco_portal.screens.people.asked import LAST_OWNER, TOP, Changer, Found, Subject, current
from wcoctl.accounts.audit_log import record
from wcoctl.accounts.passwords import new_password

__all__ = ["router"]

router = APIRouter()


@router.post("/people/{account}/disable")
def disable(request: Request, database: Base, visitor: Changer, _found: Found, account: UUID) -> Response:
    """Have nobody log in to the account."""
    with database.company(visitor.company) as connection:
        now = current(connection, visitor, account)
        if _is_last(connection, now):
            return _refused(request, now)
        queries.set_disabled(connection, account, disabled=True)
        sessions.end_others(connection, account)
        record(connection, visitor.actor, "disable_account", now.person.login)
    return _back(account)


@router.post("/people/{account}/enable")
def enable(database: Base, visitor: Changer, _found: Found, account: UUID) -> Response:
    """Let its person log in again."""
    with database.company(visitor.company) as connection:
        now = current(connection, visitor, account)
        queries.set_disabled(connection, account, disabled=False)
        record(connection, visitor.actor, "enable_account", now.person.login)
    return _back(account)


@router.post("/people/{account}/password")
def renew_password(
    request: Request, database: Base, visitor: Changer, _found: Found, account: UUID
) -> Response:
    """Give the account a new one-time password, and show it; who is logged in to it is not any more."""
    password = new_password()
    with database.company(visitor.company) as connection:
        person = current(connection, visitor, account).person
        queries.set_one_time_password(connection, account, password)
        sessions.end_others(connection, account)
        record(connection, visitor.actor, "new_password", person.login)
    return page(request, "people/once.html", person=person, password=password)


@router.post("/people/{account}/authenticator/off")
def turn_off_authenticator(database: Base, visitor: Changer, _found: Found, account: UUID) -> Response:
    """Turn off the app of somebody who has lost the phone and the recovery codes."""
    with database.company(visitor.company) as connection:
        person = current(connection, visitor, account).person
        enrolment.remove(connection, account)
        record(connection, visitor.actor, "turn_off_authenticator", person.login)
    return _back(account)


@router.post("/people/{account}/sessions/end")
def end_sessions(database: Base, visitor: Changer, _found: Found, account: UUID) -> Response:
    """Log the account out everywhere."""
    with database.company(visitor.company) as connection:
        person = current(connection, visitor, account).person
        keep = visitor.session if account == visitor.account else None
        if sessions.end_others(connection, account, keep):
            record(connection, visitor.actor, "end_sessions", person.login)
    return _back(account)


@router.get("/people/{account}/remove")
def show_remove(request: Request, visitor: Changer, found: Found) -> Response:
    """Ask whether the account is to be removed."""
    confirmed(request, visitor)
    return page(request, "people/remove.html", person=found.person, error="")


@router.post("/people/{account}/remove")
def remove(request: Request, database: Base, visitor: Changer, _found: Found, account: UUID) -> Response:
    """Remove the account."""
    confirmed(request, visitor)
    with database.company(visitor.company) as connection:
        now = current(connection, visitor, account)
        if _is_last(connection, now):
            return _refused(request, now)
        queries.remove(connection, account)
        record(connection, visitor.actor, "remove_account", now.person.login, before=now.person.snapshot())
    return RedirectResponse("/people", 303)


def _is_last(connection: CompanyConnection, subject: Subject) -> bool:
    owns = bool(TOP & subject.person.permissions.keys())
    return owns and not queries.another_owner(connection, subject.person.account)


def _refused(request: Request, subject: Subject) -> Response:
    told = text(request, LAST_OWNER)
    return page(request, "people/remove.html", status=409, person=subject.person, error=told)


def _back(account: UUID) -> Response:
    return RedirectResponse(f"/people/{account}?done=done", 303)
