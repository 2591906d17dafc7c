"""Sessions: a random token in a cookie, of which PostgreSQL knows the digest. Its view ``living_session`` says when they end."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from wco_portal.access.permissions import Permission, Scope
from wco_portal.access.visitor import Stage, Visitor
from wco_portal.database import CompanyConnection, Database
from wco_portal.moments import HOME_ZONE

__all__ = [
    "COOKIE",
    "begin",
    "confirm",
    "end",
    "end_others",
    "find",
    "listed",
    "lives",
    "look_at",
    "permissions_of",
    "set_stage",
]

COOKIE = "__Host-wco"


def begin(
    connection: CompanyConnection, account: Mapping[str, Any], stage: Stage, address: str, browser: str
) -> str:
    """Begin a session, and return its token; the account's sessions that have ended are removed."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        """DELETE FROM session WHERE account = %s
           AND NOT EXISTS (SELECT FROM living_session WHERE living_session.session = session.session)""",
        (account["account"],),
    )
    connection.execute(
        "INSERT INTO session (token, tenant, account, company, stage, address, browser) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            _digest(token),
            account["tenant"],
            account["account"],
            account["tenant"],
            stage,
            address,
            browser[:200],
        ),
    )
    return token


def lives(database: Database, token: str) -> bool:
    """Tell whether a session has not ended; a page that is only open does not keep it."""
    return database.one("SELECT FROM portal.session_of(%s)", _digest(token)) is not None


def find(database: Database, token: str) -> Visitor | None:
    """Return who has the session of a token, if it has not ended and its account may still log in."""
    found = database.one("SELECT * FROM portal.session_of(%s)", _digest(token))
    if not found:
        return None
    with database.company(found["tenant"]) as connection:
        account = connection.execute(
            """UPDATE session SET seen = now() FROM account
               WHERE session.session = %s AND account.account = session.account AND NOT account.disabled
               RETURNING account.login, account.name, account.language""",
            (found["session"],),
        ).fetchone()
        if not account:
            return None
        permissions = permissions_of(connection, found["account"])
        looks = found["company"] != found["tenant"]
        company_name = _company_name(connection, found["company"]) if looks else ""
        timezone = HOME_ZONE if looks else _timezone_of(connection)
    if looks:
        with database.company(found["company"]) as connection:
            timezone = _timezone_of(connection)
    return Visitor(
        session=found["session"],
        account=found["account"],
        tenant=found["tenant"],
        company=found["company"],
        stage=found["stage"],
        address=str(found["address"]),
        confirmed=found["confirmed"],
        permissions=permissions,
        company_name=company_name,
        timezone=timezone,
        **account,
    )


def _company_name(connection: CompanyConnection, tenant: str) -> str:
    query = "SELECT name FROM portal.companies() WHERE tenant = %s"
    row = connection.execute(query, (tenant,)).fetchone()
    return str(row["name"]) if row else tenant


def _timezone_of(connection: CompanyConnection) -> str:
    """Return the time zone of the connection's company."""
    row = connection.execute("SELECT timezone FROM company").fetchone()
    return str(row["timezone"] or HOME_ZONE) if row else HOME_ZONE


def permissions_of(connection: CompanyConnection, account: UUID) -> dict[Permission, Scope]:
    """Return an account's permissions, and whom each covers."""
    rows = connection.execute(
        "SELECT permission, scope, members FROM permission WHERE account = %s", (account,)
    )
    return {Permission(row["permission"]): Scope(row["scope"], row["members"]) for row in rows}


def set_stage(connection: CompanyConnection, session: UUID, stage: Stage) -> str:
    """Bring a session on, and return its new token: what was stolen before the log-in was complete is worth nothing."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        "UPDATE session SET stage = %s, token = %s, confirmed = now() WHERE session = %s",
        (stage, _digest(token), session),
    )
    return token


def look_at(connection: CompanyConnection, session: UUID, company: str) -> None:
    """Have a session of the operator's staff see the pages of a company."""
    connection.execute("UPDATE session SET company = %s WHERE session = %s", (company, session))


def confirm(connection: CompanyConnection, session: UUID) -> datetime:
    """Note that the password was given again."""
    query = "UPDATE session SET confirmed = now() WHERE session = %s RETURNING confirmed"
    row = connection.execute(query, (session,)).fetchone()
    if row is None:
        raise LookupError(session)
    moment: datetime = row["confirmed"]
    return moment


def listed(connection: CompanyConnection, account: UUID) -> list[dict[str, Any]]:
    """Return an account's sessions, the last used one first."""
    query = "SELECT session, address, browser, created, seen, stage FROM living_session WHERE account = %s ORDER BY seen DESC"
    return connection.execute(query, (account,)).fetchall()


def end(connection: CompanyConnection, account: UUID, session: UUID) -> bool:
    """End one session of an account; tell whether there was one."""
    query = "DELETE FROM session WHERE account = %s AND session = %s"
    return connection.execute(query, (account, session)).rowcount == 1


def end_others(connection: CompanyConnection, account: UUID, keep: UUID | None = None) -> int:
    """End an account's sessions but one, and tell how many there were."""
    query = "DELETE FROM session WHERE account = %s AND session IS DISTINCT FROM %s"
    return connection.execute(query, (account, keep)).rowcount


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
