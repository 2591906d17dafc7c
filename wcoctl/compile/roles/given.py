"""What roles need besides the site and its hosts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Credentials", "Desk", "packages"]


@dataclass(frozen=True, repr=False)
class Credentials:
    """The secrets that roles put on hosts; never printed."""

    authority: str
    """The site's certificate authority, as PEM text."""
    servers: Mapping[str, tuple[str, str]]
    """Certificate and private key of each data host, as PEM texts."""
    calls_password: str
    """Password of the database user who writes call records."""
    live_password: str
    """Password of the database user who exchanges switches."""
    server_calls_key: str
    """Master key of the signatures on requests to companies' servers, hexadecimal."""
    dialog_key: str
    """Key of the signatures by which edges know the dialogs of this site, hexadecimal."""
    mail_password: str = ""
    """Password of the login at the mail relay, where there is one."""
    portal_password: str = ""
    """Password of the portal's database user."""
    agent_password: str = ""
    """Password of the database user who takes what companies publish, on the controller."""
    webhooks_password: str = ""
    """Password of the database user who sends companies' webhooks, on web hosts."""
    portal_key: str = ""
    """Key of the portal's own signatures and of the keys of authenticator apps, as Fernet writes it."""
    web: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Certificate and private key of each web host, as PEM texts."""
    portal_certificate_key: str = ""
    """Private key of the operator's own certificate for the portal, where there is one."""


@dataclass(frozen=True)
class Desk:
    """What the roles use of the controller."""

    cache: Path
    """Directory for what is built once and kept, such as the Asterisk packages."""
    portal_version: str
    """Version of its checkout's portal."""


def packages(desk: Desk) -> str:
    """Return where the packages of Asterisk are kept."""
    return str(desk.cache / "asterisk")
