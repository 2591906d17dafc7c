"""Rules across files: hosts and trunks of a site, and the numbers of all its tenants."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import get_args

from wcoctl.errors import Problem
from wcoctl.spec.base import Language
from wcoctl.spec.finding import Finding
from wcoctl.spec.site import HostGroup, Hosts, Site

__all__ = ["TenantIndex", "check_hosts", "check_server_hosts", "check_site", "check_tenants"]


@dataclass(frozen=True)
class TenantIndex:
    """What the rules across tenants need of one tenant; small, so that it can be kept for thousands."""

    tenant: str
    file: Path
    numbers: Mapping[str, int]
    """Each main number with its line."""
    servers: Mapping[str, int]
    """Each host of its servers with its line."""


def check_site(site: Site) -> Iterator[Finding]:
    """Check that trunks are told apart by names and addresses, and that each language has a voice."""
    for language in get_args(Language):
        if language not in site.speech.voices:
            yield Finding(
                ("speech", "voices"),
                f"has no voice for `{language}`",
                f"add `{language}`, such as natan or slt",
            )
    names: set[str] = set()
    owners: dict[IPv4Address, str] = {}
    for position, trunk in enumerate(site.trunks):
        if trunk.name in names:
            yield Finding(
                ("trunks", position, "name"), f"`{trunk.name}` is a trunk already", "give it another name"
            )
        names.add(trunk.name)
        for index, address in enumerate(trunk.addresses):
            place = ("trunks", position, "addresses", index)
            if address in owners:
                message = f"{address} is an address of the trunk `{owners[address]}` already"
                yield Finding(place, message, "a call's trunk is known by its address: keep it in one")
            owners.setdefault(address, trunk.name)


def check_hosts(hosts: Hosts, site: Site | None) -> Iterator[Finding]:
    """Check that hosts have their own addresses, and run together all that a service needs."""
    trunks = {address: trunk.name for trunk in site.trunks for address in trunk.addresses} if site else {}
    owners: dict[IPv4Address, str] = {}
    for name, host in hosts.hosts.items():
        place = ("hosts", name)
        if host.address in owners:
            message = f"{host.address} is the address of the host `{owners[host.address]}` already"
            yield Finding((*place, "address"), message, "give each host its own address")
        owners.setdefault(host.address, name)
        if host.address in trunks:
            message = f"{host.address} is an address of the trunk `{trunks[host.address]}`"
            yield Finding((*place, "address"), message, "mend the address here or in site.yml")
        if len(set(host.groups)) < len(host.groups):
            yield Finding((*place, "groups"), "names a group twice", "keep one of them")
    yield from _groups(hosts)


def _groups(hosts: Hosts) -> Iterator[Finding]:
    runs: dict[HostGroup, str] = {
        "edge": "Kamailio",
        "media": "Asterisk",
        "data": "PostgreSQL",
        "build": "Asterisk's packages",
    }
    for group, what in runs.items():
        members = [name for name, host in hosts.hosts.items() if group in host.groups]
        if not members:
            yield Finding(
                ("hosts",), f"has no host in the group {group}", f"add {group} to the host that runs {what}"
            )
        if group in ("data", "build") and len(members) > 1:
            message = f"has {len(members)} hosts in the group {group}: {', '.join(members)}"
            yield Finding(("hosts",), message, "keep one; more than one is not supported")


def check_server_hosts(tenants: Iterable[TenantIndex], site: Site) -> list[Problem]:
    """Return the servers of tenants that calls of this site may not ask."""
    allowed = {*site.server_calls.hosts, *site.server_calls.private_hosts}
    hint = "ask the operator to add it to `server_calls.hosts` in site.yml"
    return [
        Problem(index.file, line, "blocks", f"the host {host} is not on the site's list of servers", hint)
        for index in tenants
        for host, line in index.servers.items()
        if host not in allowed
    ]


def check_tenants(tenants: Iterable[TenantIndex], test_number: str | None = None) -> list[Problem]:
    """Return what tenants have twice among them, identifiers and main numbers, as problems of the later.

    The site's test number is no tenant's either.
    """
    files: dict[str, Path] = {}
    owners: dict[str, TenantIndex] = {}
    problems = []
    for index in sorted(tenants, key=lambda index: (index.tenant, index.file)):
        if index.tenant in files:
            message = f"`{index.tenant}` is the tenant of {files[index.tenant]} already"
            problems.append(
                Problem(index.file, 1, "tenant", message, "give it another identifier, or delete one file")
            )
            continue
        files[index.tenant] = index.file
        for number, line in index.numbers.items():
            if number == test_number:
                message = f"{number} is the site's test_number"
                hint = "take it from the tenant, or choose another test_number in site.yml"
                problems.append(Problem(index.file, line, "main_numbers", message, hint))
            owner = owners.setdefault(number, index)
            if owner is not index:
                message = f"{number} is a main number of the tenant `{owner.tenant}` already"
                hint = f"see {owner.file}:{owner.numbers[number]}; keep it in one tenant"
                problems.append(Problem(index.file, line, "main_numbers", message, hint))
    return sorted(problems)
