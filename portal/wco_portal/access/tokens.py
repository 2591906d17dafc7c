"""Tokens of the API: a program with one may do what its account may do at that time. PostgreSQL knows the digest only."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from wco_portal.access import policy
from wco_portal.access.sessions import permissions_of
from wco_portal.access.visitor import Visitor
from wco_portal.audit import record_sparsely
from wco_portal.database import CompanyConnection, Database
from wcoctl.accounts.audit_log import record

__all__ = ["LONGEST_DAYS", "MOST", "PREFIX", "add", "find", "listed", "remove"]

PREFIX = "wco_"
"""Every token begins with it, so that those who search code for secrets know them."""
LONGEST_DAYS = 365
MOST = 20
"""Tokens of an account."""


def add(connection: CompanyConnection, visitor: Visitor, name: str, days: int) -> str:
    """Make a token of the visitor's account, and return it; nobody can see it again. Nothing if there are too many."""
    connection.execute("SELECT FROM account WHERE account = %s FOR UPDATE", (visitor.account,))
    if len(listed(connection, visitor.account)) >= MOST:
        return ""
    token = PREFIX + secrets.token_hex(32)
    ends = datetime.now(UTC) + timedelta(days=days)
    connection.execute(
        "INSERT INTO api_token (digest, tenant, account, name, created, ends) VALUES (%s, portal.tenant(), %s, %s, %s, %s)",
        (_digest(token), visitor.account, name, ends - timedelta(days=days), ends),
    )
    record(connection, visitor.actor, "add_token", name, after={"ends": ends.isoformat(timespec="seconds")})
    return token


def listed(connection: CompanyConnection, account: UUID) -> list[dict[str, Any]]:
    """Return an account's tokens, the newest first."""
    return connection.execute(
        """SELECT token, name, created, ends, ends <= now() AS over, used, host(used_from) AS used_from FROM api_token
           WHERE account = %s ORDER BY created DESC, token""",
        (account,),
    ).fetchall()


def remove(connection: CompanyConnection, visitor: Visitor, token: UUID) -> bool:
    """Revoke a token of the visitor's account; tell whether there was one."""
    query = "DELETE FROM api_token WHERE account = %s AND token = %s RETURNING name"
    gone = connection.execute(query, (visitor.account, token)).fetchone()
    if gone is None:
        return False
    record(connection, visitor.actor, "remove_token", gone["name"])
    return True


def find(database: Database, sent: str, address: str) -> Visitor | None:
    """Return whose token this is, if it has not ended and its account could log in now; a refusal is in the company's log."""
    token = database.one("SELECT * FROM portal.token_of(%s)", _digest(sent))
    if not token:
        return None
    with database.company(token["tenant"]) as connection:
        account = connection.execute(
            "SELECT login, name, language, disabled FROM account WHERE account = %s", (token["account"],)
        ).fetchone()
        if account is None:
            return None
        visitor = _visitor(connection, token, account, address)
        if _is_over(connection, token, account):
            record_sparsely(connection, visitor.actor, "use_token", token["name"], "refused")
            return None
        connection.execute(
            """UPDATE api_token SET used = now(), used_from = %s
               WHERE token = %s AND (used IS NULL OR used < now() - interval '1 minute')""",
            (address, token["token"]),
        )
    return visitor


def _is_over(connection: CompanyConnection, token: Mapping[str, Any], account: Mapping[str, Any]) -> bool:
    if token["ends"] <= datetime.now(UTC) or account["disabled"]:
        return True
    return policy.next_stage(connection, token["account"], code_given=True) != "open"


def _visitor(
    connection: CompanyConnection, token: Mapping[str, Any], account: Mapping[str, Any], address: str
) -> Visitor:
    return Visitor(
        session=token["token"],
        account=token["account"],
        tenant=token["tenant"],
        company=token["tenant"],
        login=account["login"],
        name=account["name"],
        language=account["language"],
        stage="open",
        address=address,
        confirmed=datetime.min.replace(tzinfo=UTC),
        permissions=permissions_of(connection, token["account"]),
        via="api",
    )


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
