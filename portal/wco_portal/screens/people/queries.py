"""Accounts of a company as its administrators see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from wco_portal.access.permissions import Permission, Scope
from wco_portal.database import CompanyConnection
from wco_portal.lists import PAGE, Sought
from wcoctl.accounts.passwords import ONE_TIME, hash_password

__all__ = [
    "Person",
    "add",
    "another_owner",
    "change",
    "listed",
    "lock",
    "person_of",
    "remove",
    "set_disabled",
    "set_one_time_password",
    "set_permissions",
]

_PEOPLE: LiteralString = """SELECT account.*, (
        SELECT jsonb_agg(jsonb_build_object('permission', permission, 'scope', scope, 'members', members))
        FROM permission WHERE permission.account = account.account) AS held
    FROM account"""


@dataclass(frozen=True)
class Person:
    """An account with its permissions."""

    account: UUID
    login: str
    name: str
    email: str
    phone: str
    language: str
    disabled: bool
    activated: datetime | None
    totp_confirmed: bool
    version: int
    permissions: Mapping[Permission, Scope]

    def snapshot(self) -> dict[str, Any]:
        """Return what administrators change of it, as the audit log keeps it."""
        scopes = {str(one): _written(self.permissions[one]) for one in sorted(self.permissions)}
        return {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "language": self.language,
            "permissions": scopes,
        }


def lock(connection: CompanyConnection) -> None:
    """Let nobody else change the company's accounts until the transaction ends: the last owner is one of all."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('people of ' || portal.tenant()))")


def listed(connection: CompanyConnection, sought: Sought) -> list[Person]:
    """Return a page of the accounts in which a text occurs; one more than a page shows that there is another."""
    rows = connection.execute(
        _PEOPLE
        + """ WHERE position(portal.plain(%s) IN portal.plain(concat_ws(' ', name, login, email, phone))) > 0
           ORDER BY portal.plain(name), login LIMIT %s OFFSET %s""",
        (sought.q, PAGE + 1, sought.offset),
    )
    return [_person(row) for row in rows]


def person_of(connection: CompanyConnection, account: UUID) -> Person | None:
    """Return an account of the connection's company."""
    row = connection.execute(_PEOPLE + " WHERE account = %s", (account,)).fetchone()
    return _person(row) if row else None


def another_owner(connection: CompanyConnection, account: UUID) -> bool:
    """Tell whether somebody else owns the company, and may log in."""
    query = """SELECT FROM permission JOIN account USING (account)
               WHERE permission IN ('owner', 'operator') AND NOT disabled AND account <> %s LIMIT 1"""
    return connection.execute(query, (account,)).fetchone() is not None


def add(
    connection: CompanyConnection, tenant: str, login: str, values: Mapping[str, Any], password: str
) -> UUID | None:
    """Add an account with a one-time password; None if the login is taken."""
    row = connection.execute(
        """INSERT INTO account (tenant, login, name, email, phone, language, password, password_ends)
           VALUES (%(tenant)s, %(login)s, %(name)s, nullif(%(email)s, ''), nullif(%(phone)s, ''), %(language)s, %(password)s,
                   now() + %(one_time)s) ON CONFLICT DO NOTHING RETURNING account""",
        {
            **values,
            "tenant": tenant,
            "login": login,
            "password": hash_password(password),
            "one_time": ONE_TIME,
        },
    ).fetchone()
    return row["account"] if row else None


def change(connection: CompanyConnection, account: UUID, values: Mapping[str, Any]) -> None:
    """Change what an account says of its person."""
    connection.execute(
        """UPDATE account SET name = %(name)s, email = nullif(%(email)s, ''), phone = nullif(%(phone)s, ''),
           language = %(language)s WHERE account = %(account)s""",
        {**values, "account": account},
    )


def set_permissions(
    connection: CompanyConnection, tenant: str, account: UUID, permissions: Mapping[Permission, Scope]
) -> None:
    """Replace an account's permissions, which makes a new version of it."""
    connection.execute("DELETE FROM permission WHERE account = %s", (account,))
    for permission, scope in permissions.items():
        connection.execute(
            "INSERT INTO permission (tenant, account, permission, scope, members) VALUES (%s, %s, %s, %s, %s)",
            (tenant, account, permission, scope.kind, sorted(scope.members)),
        )
    _raise_version(connection, account)


def set_disabled(connection: CompanyConnection, account: UUID, *, disabled: bool) -> None:
    """Have nobody log in to an account, or let them again."""
    connection.execute("UPDATE account SET disabled = %s WHERE account = %s", (disabled, account))
    _raise_version(connection, account)


def set_one_time_password(connection: CompanyConnection, account: UUID, password: str) -> None:
    """Give an account a password that is taken once, within a week."""
    connection.execute(
        """UPDATE account SET password = %s, password_changed = now(), password_once = true,
           password_ends = now() + %s WHERE account = %s""",
        (hash_password(password), ONE_TIME, account),
    )


def remove(connection: CompanyConnection, account: UUID) -> None:
    """Remove an account, its permissions and its sessions."""
    connection.execute("DELETE FROM account WHERE account = %s", (account,))


def _raise_version(connection: CompanyConnection, account: UUID) -> None:
    connection.execute("UPDATE account SET version = version + 1 WHERE account = %s", (account,))


def _person(row: Mapping[str, Any]) -> Person:
    held: Iterable[Mapping[str, Any]] = row["held"] or ()
    return Person(
        row["account"],
        row["login"],
        row["name"],
        row["email"] or "",
        row["phone"] or "",
        row["language"],
        row["disabled"],
        row["activated"],
        row["totp_confirmed"],
        row["version"],
        {Permission(one["permission"]): Scope(one["scope"], tuple(one["members"])) for one in held},
    )


def _written(scope: Scope) -> str | dict[str, list[str]]:
    return "everybody" if scope.kind == "everybody" else {scope.kind: sorted(scope.members)}
