"""Accounts of the portal as the operator makes them: a company's owner, a forgotten password, the operator's own staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from wcoctl.accounts.audit_log import Actor, record
from wcoctl.accounts.passwords import ONE_TIME, hash_password, new_password
from wcoctl.agent.queue import QueueConnection
from wcoctl.errors import UserError
from wcoctl.model.base import EmailAddress, Language, ShortText, Strict
from wcoctl.model.numbers import PhoneNumber
from wcoctl.model.users import Login
from wcoctl.rollout.claim import operator

__all__ = [
    "NewAccount",
    "TopPermission",
    "add_account",
    "listed_accounts",
    "note_sent",
    "receiver_of",
    "remove_company",
    "reset_password",
]

TopPermission = Literal["owner", "operator", "support"]


class NewAccount(Strict):
    """What a new account says of its person."""

    login: Login
    name: ShortText
    email: EmailAddress | None = None
    phone: PhoneNumber | None = None
    language: Language = "pl"


def add_account(
    connection: QueueConnection, tenant: str, new: NewAccount, permission: TopPermission | None
) -> str:
    """Add an account, and return its one-time password. UserError when the login is taken."""
    password = new_password()
    with _company(connection, tenant):
        row = connection.execute(
            """INSERT INTO portal.account (tenant, login, name, email, phone, language, password, password_ends)
               VALUES (%(tenant)s, %(login)s, %(name)s, %(email)s, %(phone)s, %(language)s, %(password)s, now() + %(one_time)s)
               ON CONFLICT DO NOTHING RETURNING account""",
            {
                **new.model_dump(),
                "tenant": tenant,
                "password": hash_password(password),
                "one_time": ONE_TIME,
            },
        ).fetchone()
        if row is None:
            raise UserError(
                f"{tenant} has an account `{new.login}` already"
                " (choose another login, or give it a new password: wcoctl user reset-password)"
            )
        if permission:
            connection.execute(
                "INSERT INTO portal.permission (tenant, account, permission) VALUES (%s, %s, %s)",
                (tenant, row["account"], permission),
            )
        held = {permission: "everybody"} if permission else {}
        after = new.model_dump(exclude={"login"}, exclude_none=True) | {"permissions": held}
        record(connection, _actor(), "add_account", new.login, after=after)
    return password


def reset_password(connection: QueueConnection, tenant: str, login: str, *, totp: bool) -> str:
    """Give an account a new one-time password, and return it; all its sessions end.

    ``totp``: it is logged in to without an authenticator app from now on. UserError when there is no such account.
    """
    password = new_password()
    with _company(connection, tenant):
        row = connection.execute(
            """UPDATE portal.account SET password = %s, password_changed = now(), password_once = true,
               password_ends = now() + %s WHERE tenant = %s AND login = %s RETURNING account""",
            (hash_password(password), ONE_TIME, tenant, login),
        ).fetchone()
        if row is None:
            raise _unknown(tenant, login)
        connection.execute("DELETE FROM portal.session WHERE account = %s", (row["account"],))
        record(connection, _actor(), "new_password", login)
        if totp:
            connection.execute(
                """UPDATE portal.account SET totp_key = NULL, totp_confirmed = false, totp_step = 0, recovery_codes = '{}'
                   WHERE account = %s""",
                (row["account"],),
            )
            record(connection, _actor(), "turn_off_authenticator", login)
    return password


def receiver_of(
    connection: QueueConnection, tenant: str, login: str
) -> tuple[str | None, str | None, Language]:
    """Return an account's phone number, its e-mail address and its language. UserError when there is no such account."""
    row = connection.execute(
        "SELECT phone, email, language FROM portal.account WHERE tenant = %s AND login = %s", (tenant, login)
    ).fetchone()
    if row is None:
        raise _unknown(tenant, login)
    return row["phone"], row["email"], row["language"]


def note_sent(connection: QueueConnection, tenant: str, login: str, way: str, *, taken: bool) -> None:
    """Note in the company's audit log that a one-time password was sent, or was not taken; never where to."""
    with _company(connection, tenant):
        result: Literal["done", "failed"] = "done" if taken else "failed"
        record(connection, _actor(), "send_password", login, after={"by": way}, result=result)


def listed_accounts(connection: QueueConnection, tenant: str) -> list[dict[str, Any]]:
    """Return a company's accounts by their logins."""
    return connection.execute(
        """SELECT login, name, email, phone, language, disabled, totp_confirmed AS totp, activated IS NOT NULL AS activated,
               array(SELECT permission FROM portal.permission WHERE permission.account = account.account
                     ORDER BY permission) AS permissions
           FROM portal.account WHERE tenant = %s ORDER BY login""",
        (tenant,),
    ).fetchall()


def remove_company(connection: QueueConnection, tenant: str) -> int:
    """Delete what the portal holds of a company, but for its audit log; return how many accounts it had."""
    with _company(connection, tenant):
        row = connection.execute("SELECT portal.remove_company() AS accounts").fetchone()
        accounts: int = row["accounts"] if row else 0
        record(connection, _actor(), "remove_company", tenant, after={"accounts": accounts})
    return accounts


def _unknown(tenant: str, login: str) -> UserError:
    return UserError(f"{tenant} has no account `{login}` (see wcoctl user list)")


@contextmanager
def _company(connection: QueueConnection, tenant: str) -> Iterator[None]:
    """Begin a transaction of a company, whose audit log takes the entries."""
    with connection.transaction():
        connection.execute("SELECT set_config('wco.tenant', %s, true)", (tenant,))
        yield


def _actor() -> Actor:
    return operator(), "operator", ""
