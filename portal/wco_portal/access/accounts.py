"""Accounts as those see them whose own they are."""

from typing import Any
from uuid import UUID

from wco_portal.database import CompanyConnection
from wcoctl.accounts.passwords import hash_password

__all__ = [
    "account_of",
    "activated",
    "are_there",
    "by_login",
    "code_taken",
    "recovery_code_used",
    "set_password",
]


def by_login(connection: CompanyConnection, login: str) -> dict[str, Any] | None:
    """Return the account of a login of the connection's company."""
    return connection.execute("SELECT * FROM account WHERE login = %s", (login,)).fetchone()


def account_of(connection: CompanyConnection, account: UUID) -> dict[str, Any]:
    """Return an account that exists; LookupError if it does not any more."""
    row = connection.execute("SELECT * FROM account WHERE account = %s FOR UPDATE", (account,)).fetchone()
    if row is None:
        raise LookupError(account)
    return row


def set_password(connection: CompanyConnection, account: UUID, password: str) -> None:
    """Give an account a password of its person's own."""
    connection.execute(
        """UPDATE account SET password = %s, password_changed = now(), password_once = false, password_ends = NULL
           WHERE account = %s""",
        (hash_password(password), account),
    )


def activated(connection: CompanyConnection, account: UUID) -> bool:
    """Note the first complete log-in; tell whether it is that."""
    query = "UPDATE account SET activated = now() WHERE account = %s AND activated IS NULL"
    return connection.execute(query, (account,)).rowcount == 1


def code_taken(connection: CompanyConnection, account: UUID, step: int) -> None:
    """Note the last code that was taken."""
    connection.execute("UPDATE account SET totp_step = %s WHERE account = %s", (step, account))


def recovery_code_used(connection: CompanyConnection, account: UUID, kept: str) -> None:
    """Remove a recovery code."""
    query = "UPDATE account SET recovery_codes = array_remove(recovery_codes, %s) WHERE account = %s"
    connection.execute(query, (kept, account))


def are_there(connection: CompanyConnection) -> bool:
    """Tell whether the connection's company has any account: nothing is logged for companies that do not exist."""
    return connection.execute("SELECT FROM account LIMIT 1").fetchone() is not None
