"""Guessing passwords is slow, and nobody is locked out by strangers.

A browser that has logged in as somebody before gets a cookie that says so, signed; its failures count by themselves. All browsers
that are strangers to an account share one allowance for it, and all accounts share one for an address.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest, digest

from wco_portal.database import CompanyConnection, Database

__all__ = ["browser_cookie", "browser_name", "exhausted", "failed", "known_browser"]

_LONGEST = 64
"""Characters of a login; a longer one is nobody's."""
_PER_BROWSER = 10
"""Failures within an hour of one browser that has logged in before."""
_STRANGERS = 20
"""Failures within an hour of all other browsers together, for one account."""
_PER_ADDRESS = 60
"""Failures within an hour from one address, of which a whole company may have only one."""


def browser_cookie(tenant: str, login: str) -> str:
    """Return the name of the cookie of a browser that has logged in as somebody."""
    return f"__Host-wco_browser_{sha256(f'{tenant} {login}'.encode()).hexdigest()[:16]}"


def browser_name(key: bytes, tenant: str, login: str, random: str) -> str:
    """Return the signed name of a browser for one account."""
    mark = digest(key, f"browser {tenant} {login} {random}".encode(), "sha256")
    return f"{random}.{urlsafe_b64encode(mark).decode().rstrip('=')}"


def known_browser(key: bytes, tenant: str, login: str, cookie: str) -> str:
    """Return the browser's name if it is one that we gave it for this account; else nothing: a stranger."""
    random = cookie.partition(".")[0]
    return (
        random
        if cookie and compare_digest(browser_name(key, tenant, login, random).encode(), cookie.encode())
        else ""
    )


def exhausted(connection: CompanyConnection, login: str, browser: str, address: str) -> bool:
    """Tell whether no more tries are taken for now to log in to the connection's company."""
    row = connection.execute(
        """SELECT count(*) AS many FROM login_failure
           WHERE at > now() - interval '1 hour' AND login = %s AND browser = %s""",
        (login[:_LONGEST], browser),
    ).fetchone()
    most = _PER_BROWSER if browser else _STRANGERS
    return bool(row and row["many"] >= most) or _from(connection, address) >= _PER_ADDRESS


def _from(connection: CompanyConnection, address: str) -> int:
    row = connection.execute("SELECT portal.failures_from(%s) AS many", (address,)).fetchone()
    return int(row["many"]) if row else 0


def failed(database: Database, tenant: str, login: str, browser: str, address: str) -> None:
    """Count a failure, in a transaction of its own; those that are over are removed."""
    with database.company(tenant) as connection:
        connection.execute("DELETE FROM login_failure WHERE at < now() - interval '1 hour'")
        connection.execute(
            "INSERT INTO login_failure (tenant, login, browser, address) VALUES (%s, %s, %s, %s)",
            (tenant, login[:_LONGEST], browser, address),
        )
