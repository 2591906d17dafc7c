"""Which hosts there are in a group, and how others reach them."""

from collections.abc import Mapping
from typing import Any

from wcoctl.model.site import Host, HostGroup, Hosts

__all__ = ["addresses", "endpoints", "hosts_in"]


def hosts_in(hosts: Hosts, group: HostGroup) -> dict[str, Host]:
    """Return the hosts of a group in the order of their names, the same for every reader."""
    return {name: host for name, host in sorted(hosts.hosts.items()) if group in host.groups}


def endpoints(hosts: Mapping[str, Host], port: int) -> list[dict[str, Any]]:
    """Return hosts with the port on which they take calls."""
    return [{"name": name, "address": str(host.address), "port": port} for name, host in hosts.items()]


def addresses(hosts: Mapping[str, Host]) -> list[str]:
    """Return the addresses of hosts."""
    return [str(host.address) for host in hosts.values()]
