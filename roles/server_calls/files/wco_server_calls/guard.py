"""Which servers may be called: hosts that the operator allows, at addresses that are not inside its network.

Without this a company could make our hosts ask whatever only they reach (server-side request forgery).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from wco_server_calls.answer import ServerRefused

__all__ = ["AllowList", "Target", "host_of", "target_of"]


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


@dataclass(frozen=True)
class AllowList:
    """The operator's list."""

    hosts: frozenset[str]
    """Hosts with public addresses only."""
    private_hosts: frozenset[str]
    """Hosts that may have addresses in private networks."""

    def check_host(self, host: str) -> None:
        """Raise ServerRefused for a host that is on no list."""
        if host not in self.hosts | self.private_hosts:
            raise ServerRefused("the host is not on the site's list")

    def check_addresses(self, host: str, addresses: Iterable[IPv4Address]) -> None:
        """Raise ServerRefused when one of the host's addresses is not to be called."""
        for address in addresses:
            if _is_special(address) or not (address.is_global or host in self.private_hosts):
                raise ServerRefused(f"the address {address} is not public")


def _is_special(address: IPv4Address) -> bool:
    """Say whether no server can be there, or only this host's own services, or a cloud's metadata (169.254)."""
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )
