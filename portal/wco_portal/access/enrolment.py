"""An authenticator app is tied to an account: the key is shown, and kept once a code of it was right."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wco_portal.access import codes
from wco_portal.access.visitor import Visitor
from wco_portal.database import CompanyConnection

__all__ = ["accepted", "offer", "remove", "renew_recovery_codes"]


def offer(portal_key: bytes, visitor: Visitor, earlier: str = "") -> dict[str, Any]:
    """Return what the form shows: the key that was offered before if it still counts, else a new one."""
    key = codes.open_offer(portal_key, visitor.account, earlier) or codes.new_key()
    return {
        "offer": codes.offered(portal_key, visitor.account, key),
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "picture": codes.picture(key, f"{visitor.tenant}/{visitor.login}", "WCO"),
    }


def accepted(
    connection: CompanyConnection, portal_key: bytes, visitor: Visitor, offered: str, code: str
) -> list[str]:
    """Keep the offered key if the code is one of it, and return the recovery codes; none if it is wrong."""
    key = codes.open_offer(portal_key, visitor.account, offered)
    step = codes.accepted_step(key, code, 0, datetime.now(UTC)) if key else None
    if step is None:
        return []
    connection.execute(
        "UPDATE account SET totp_key = %s, totp_confirmed = true, totp_step = %s WHERE account = %s",
        (codes.seal_key(portal_key, key), step, visitor.account),
    )
    return renew_recovery_codes(connection, visitor.account)


def renew_recovery_codes(connection: CompanyConnection, account: UUID) -> list[str]:
    """Replace the recovery codes, and return the new ones."""
    shown, kept = codes.new_recovery_codes()
    connection.execute("UPDATE account SET recovery_codes = %s WHERE account = %s", (kept, account))
    return shown


def remove(connection: CompanyConnection, account: UUID) -> None:
    """Have an account log in without an app."""
    connection.execute(
        """UPDATE account SET totp_key = NULL, totp_confirmed = false, totp_step = 0, recovery_codes = '{}'
           WHERE account = %s""",
        (account,),
    )
