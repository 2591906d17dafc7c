"""Which servers may be called: hosts that the operator allows, at addresses that are not inside its network."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address

from wco_host.outside import ServerRefused, is_special

__all__ = ["AllowList"]


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
            if is_special(address) or not (address.is_global or host in self.private_hosts):
                raise ServerRefused(f"the address {address} is not public")
