"""What a company asks of its accounts: how long passwords last, and who needs an authenticator app."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from wco_portal.access.visitor import Stage
from wco_portal.database import CompanyConnection

__all__ = ["TWO_FACTOR", "Policy", "TwoFactor", "needs_app", "next_stage", "read", "renew_passwords", "write"]

TwoFactor = Literal["nobody", "owners", "everybody"]
TWO_FACTOR = get_args(TwoFactor)


@dataclass(frozen=True)
class Policy:
    """A company's policy; the one of a company that has set none."""

    password_months: int = 0
    """After how many months a password has to be changed; 0: never."""
    two_factor: TwoFactor = "nobody"
    """Who has to use an authenticator app."""
    passwords_since: datetime | None = None
    """Older passwords have to be changed."""
    version: int = 0


def read(connection: CompanyConnection) -> Policy:
    """Return the policy of the connection's company."""
    row = connection.execute(
        """SELECT password_months, two_factor, nullif(passwords_since, '-infinity') AS passwords_since, version
           FROM policy"""
    ).fetchone()
    return Policy(**row) if row else Policy()


def write(connection: CompanyConnection, tenant: str, months: int, two_factor: str, version: int) -> bool:
    """Set the policy that was read in a version; False if there is a newer one by now."""
    return (
        connection.execute(
            """INSERT INTO policy (tenant, password_months, two_factor) VALUES (%(tenant)s, %(months)s, %(two_factor)s)
               ON CONFLICT (tenant) DO UPDATE SET password_months = excluded.password_months,
                   two_factor = excluded.two_factor, version = policy.version + 1
               WHERE policy.version = %(version)s""",
            {"tenant": tenant, "months": months, "two_factor": two_factor, "version": version},
        ).rowcount
        == 1
    )


def renew_passwords(connection: CompanyConnection, tenant: str) -> None:
    """Have everybody choose another password at the next log-in."""
    connection.execute(
        """INSERT INTO policy (tenant, passwords_since) VALUES (%s, now())
           ON CONFLICT (tenant) DO UPDATE SET passwords_since = now(), version = policy.version + 1""",
        (tenant,),
    )


def next_stage(connection: CompanyConnection, account: UUID, *, code_given: bool) -> Stage:
    """Return what a log-in still lacks after the password and, if there was one, the code."""
    query = """SELECT *, password_changed + make_interval(months => %s) AS expires FROM account WHERE account = %s"""
    policy = read(connection)
    found = connection.execute(query, (policy.password_months, account)).fetchone()
    if found is None:
        raise LookupError(account)
    if found["totp_confirmed"] and not code_given:
        return "code"
    if found["password_once"] or _expired(policy, found):
        return "password"
    if not found["totp_confirmed"] and needs_app(connection, policy, account):
        return "enrol"
    return "open"


def _expired(policy: Policy, account: Mapping[str, Any]) -> bool:
    too_old = policy.password_months > 0 and account["expires"] < datetime.now(UTC)
    return too_old or (
        policy.passwords_since is not None and account["password_changed"] < policy.passwords_since
    )


def needs_app(connection: CompanyConnection, policy: Policy, account: UUID) -> bool:
    """Tell whether an account has to use an authenticator app."""
    if policy.two_factor != "owners":
        return policy.two_factor == "everybody"
    query = "SELECT FROM permission WHERE account = %s AND permission IN ('owner', 'operator')"
    return connection.execute(query, (account,)).fetchone() is not None
