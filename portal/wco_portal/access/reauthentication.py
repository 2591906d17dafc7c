"""The password of somebody who is logged in, given again: guesses count as those at the log-in."""

from fastapi import Request

from wco_portal.access import sessions, throttle
from wco_portal.access.visitor import Visitor
from wco_portal.audit import record_sparsely
from wco_portal.database import Database
from wco_portal.settings import Settings
from wco_portal.texts import marked
from wcoctl.accounts.audit_log import record
from wcoctl.accounts.passwords import matches

__all__ = ["EXHAUSTED", "browser_of", "mistake"]

EXHAUSTED = marked(
    "Too many log-ins failed. Try again in an hour, or ask your administrator for a new password."
)


def browser_of(request: Request, key: bytes, tenant: str, login: str) -> str:
    """Return the name of the request's browser if it has logged in to this account before; else nothing."""
    cookie = request.cookies.get(throttle.browser_cookie(tenant, login), "")
    return throttle.known_browser(key, tenant, login, cookie)


def mistake(request: Request, database: Database, settings: Settings, visitor: Visitor, password: str) -> str:
    """Return what is wrong with the password, as a text to be translated; if nothing is, the session is confirmed."""
    browser = browser_of(request, settings.key, visitor.tenant, visitor.login)
    with database.company(visitor.tenant) as connection:
        if throttle.exhausted(connection, visitor.login, browser, visitor.address):
            record_sparsely(connection, visitor.actor, "log_in_blocked", visitor.login, "refused")
            return EXHAUSTED
        query = "SELECT password FROM account WHERE account = %s"
        account = connection.execute(query, (visitor.account,)).fetchone()
    if matches(password, account["password"] if account else None):
        with database.company(visitor.tenant) as connection:
            sessions.confirm(connection, visitor.session)
        return ""
    throttle.failed(database, visitor.tenant, visitor.login, browser, visitor.address)
    with database.company(visitor.tenant) as connection:
        record(connection, visitor.actor, "confirm_password", visitor.login, result="refused")
    return marked("The password is wrong.")
