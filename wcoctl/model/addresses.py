"""Addresses of the network: of hosts, networks and servers that others can be reached at."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from wcoctl.model.base import refused

__all__ = ["Address", "HostName", "Network", "Server"]

_WIDEST = 8
"""Shortest prefix of a network that somebody can answer for."""
_NOBODYS = tuple(
    map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"))
)
"""The own host, loopback, link-local (also a cloud's metadata), multicast, reserved and broadcast."""


def _address(value: Any) -> Any:
    try:
        address = IPv4Address(str(value))
    except ValueError as error:
        raise refused(f"`{value}` is not an IPv4 address", "write it as 192.0.2.10") from error
    if _is_nobodys(address):
        raise refused(
            f"`{value}` cannot be used as a host address", "use the address at which its peers reach it"
        )
    return address


def _network(value: Any) -> Any:
    try:
        network = IPv4Network(str(value))
    except ValueError as error:
        hint = "write it as 192.0.2.0/24, or as 192.0.2.10 for one address"
        raise refused(f"`{value}` is not an IPv4 network", hint) from error
    if network.prefixlen < _WIDEST:
        hint = f"list specific networks, none wider than /{_WIDEST}"
        raise refused(f"`{value}` covers a large part of the internet", hint)
    if special := next((one for one in _NOBODYS if one.overlaps(network)), None):
        message = f"`{value}` overlaps {special}, from which no peer sends"
        raise refused(message, "list the networks that its packets come from")
    return network


def _server(value: str) -> str:
    """Refuse addresses at which only the asking host itself would answer, also those in an abbreviated form."""
    if not value.rpartition(".")[2].isdecimal():
        return value
    try:
        address = IPv4Address(value)
    except ValueError as error:
        raise refused(f"`{value}` is not an IPv4 address", "write all four numbers") from error
    if _is_nobodys(address):
        raise refused(f"`{value}` cannot be used as a server address", "use the server's own address")
    return value


def _is_nobodys(address: IPv4Address) -> bool:
    return any(address in network for network in _NOBODYS)


Address = Annotated[IPv4Address, BeforeValidator(_address)]
Network = Annotated[IPv4Network, BeforeValidator(_network)]
HostName = Annotated[
    str,
    StringConstraints(
        max_length=253, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
    ),
]
"""Name or IPv4 address."""
Server = Annotated[HostName, AfterValidator(_server)]
