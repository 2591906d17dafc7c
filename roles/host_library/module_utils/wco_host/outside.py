"""Requests to servers of others: which may be called, and how they know who asks.

Without the first a company could make our hosts ask whatever only they reach (server-side request forgery).
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address
from urllib.parse import urlsplit

__all__ = ["ServerRefused", "Target", "host_of", "is_special", "signature", "target_of"]


class ServerRefused(Exception):
    """A server, or its answer, is not to be used."""


@dataclass(frozen=True)
class Target:
    """Where a request goes."""

    host: str
    port: int
    path: str
    """With the query."""

    @property
    def authority(self) -> str:
        """The header Host."""
        return self.host if self.port == 443 else f"{self.host}:{self.port}"


def target_of(url: str) -> Target:
    """Take a URL apart; raises ServerRefused when it is none of ours."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ServerRefused("the URL has signs that none may have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ServerRefused("the URL is damaged") from None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise ServerRefused("the URL is not https://host/...")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, 443 if port is None else port, path)


def host_of(url: str) -> str:
    """Return a URL's host for the log, which is not to have the rest of it."""
    try:
        return target_of(url).host
    except ServerRefused:
        return "?"


def is_special(address: IPv4Address) -> bool:
    """Say whether no server can be there, or only this host's own services, or a cloud's metadata (169.254)."""
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )


def signature(key: bytes, now: datetime, body: bytes) -> str:
    """Return the header that proves who asks and when: the time is signed with the body."""
    time = str(int(now.timestamp()))
    digest = hmac.new(key, f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={time},v1={digest}"
