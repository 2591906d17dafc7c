"""Rules across files: hosts and trunks of a site, and the numbers of all its tenants."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import get_args

from wcoctl.errors import Problem
from wcoctl.model.base import Language
from wcoctl.model.finding import Finding
from wcoctl.model.index import TenantIndex
from wcoctl.model.numbers import is_ordinary
from wcoctl.model.rules_forwards import check_circles
from wcoctl.model.site import HostGroup, Hosts, Site
from wcoctl.numbering.dialled import HOME_REGION

__all__ = ["check_hosts", "check_mail", "check_server_hosts", "check_site", "check_tenants", "check_together"]


def check_site(site: Site) -> Iterator[Finding]:
    """Check that each language has a voice, mail keeps its password, and trunks have their own names and addresses.

    And that the test number is one that calls reach.
    """
    if site.test_number and not is_ordinary(site.test_number):
        message = f"{site.test_number} is not an ordinary number of {HOME_REGION}, so it cannot be called for a test"
        yield Finding(("test_number",), message, "use a mobile or landline number of the operator")
    for language in get_args(Language):
        if language not in site.speech.voices:
            yield Finding(
                ("speech", "voices"),
                f"has no voice for `{language}`",
                f"add `{language}`, such as natan or slt",
            )
    if site.mail and site.mail.user and site.mail.tls == "none":
        message = "sends the password of `user` without encryption"
        yield Finding(("mail", "tls"), message, "write starttls or tls, or delete the user")
    yield from _weights(site)
    yield from _prefixes(site)
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


def _weights(site: Site) -> Iterator[Finding]:
    """Yield weights that share nothing: trunks alone in their priority."""
    priorities = [trunk.priority or position for position, trunk in enumerate(site.trunks, 1)]
    for position, trunk in enumerate(site.trunks):
        if "weight" in trunk.model_fields_set and priorities.count(priorities[position]) == 1:
            message = "has no effect: no other trunk has the same priority"
            yield Finding(
                ("trunks", position, "weight"), message, "delete it, or give both trunks the same `priority`"
            )


def _prefixes(site: Site) -> Iterator[Finding]:
    """Yield prefixes of national numbers that cannot be told apart from others, or are wanted and not there."""
    for position, trunk in enumerate(site.trunks):
        place = ("trunks", position, "numbering", "national_prefix")
        prefix, other = trunk.numbering.national_prefix, trunk.numbering.international_prefix
        if prefix.startswith(other):
            message = f"`{prefix}` begins with the international prefix `{other}`"
            yield Finding(place, message, "national numbers would be ambiguous: fix one of them")
        if trunk.numbers == "national_prefix" and not prefix:
            message = "is missing: the trunk expects national numbers with a prefix"
            yield Finding(place, message, "add it, or write `numbers: national`")


def check_hosts(hosts: Hosts, site: Site | None) -> Iterator[Finding]:
    """Check that hosts have their own addresses, and run together all that a service needs."""
    owners: dict[IPv4Address, str] = {}
    for name, host in hosts.hosts.items():
        place = ("hosts", name)
        if host.address in owners:
            message = f"{host.address} is the address of the host `{owners[host.address]}` already"
            yield Finding((*place, "address"), message, "give each host its own address")
        owners.setdefault(host.address, name)
        for message in _others(host.address, site) if site else ():
            yield Finding((*place, "address"), message, "fix the address here or in site.yml")
        if len(set(host.groups)) < len(host.groups):
            yield Finding((*place, "groups"), "duplicate group", "keep one of them")
    yield from _groups(hosts)
    yield from _portal(hosts, site) if site else ()


def _others(address: IPv4Address, site: Site) -> Iterator[str]:
    """Yield what site.yml says the address of a host is, which only others' addresses are."""
    for trunk in site.trunks:
        if address in trunk.addresses:
            yield f"{address} is an address of the trunk `{trunk.name}`"
        for network in trunk.media_networks:
            if address in network:
                yield f"{address} is in {network}, a media network of the trunk `{trunk.name}`"
    if str(address) in (*site.server_calls.hosts, *site.server_calls.private_hosts):
        yield f"{address} is a server of companies, in `server_calls`"


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


def _portal(hosts: Hosts, site: Site) -> Iterator[Finding]:
    members = [name for name, host in hosts.hosts.items() if "web" in host.groups]
    if len(members) > 1 and not site.portal.name:
        message = f"has {len(members)} hosts in the group web, but site.yml has no `portal.name`"
        yield Finding(("hosts",), message, "add the name that leads browsers to them")
    if "portal" in site.model_fields_set and not members:
        message = "has no host in the group web, but site.yml has a `portal`"
        yield Finding(("hosts",), message, "add web to the hosts that run it, or delete `portal`")


def check_together(tenants: Sequence[TenantIndex], site: Site | None) -> list[Problem]:
    """Return what is wrong among tenants, and between them and their site, if that is known."""
    problems = check_tenants(tenants, site.test_number if site else None)
    if site:
        problems += check_mail(tenants, site) + check_server_hosts(tenants, site)
    return problems


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


def check_mail(tenants: Iterable[TenantIndex], site: Site) -> list[Problem]:
    """Return the tenants whose messages have no way out of this site."""
    message = "sends voice messages by e-mail, but the site has no mail relay"
    hint = "add `mail` to site.yml, or delete the tenant's voicemail blocks"
    return [
        Problem(index.file, min(index.mail.values()), "blocks", message, hint)
        for index in tenants
        if index.mail and not site.mail
    ]


def check_tenants(tenants: Iterable[TenantIndex], test_number: str | None = None) -> list[Problem]:
    """Return duplicates among tenants, identifiers and numbers, and calls that loop, as problems of the later.

    The site's test number is no tenant's either.
    """
    files: dict[str, Path] = {}
    owners: dict[str, _Owner] = {}
    presenting: dict[str, _Owner] = {}
    problems = []
    ordered = sorted(tenants, key=lambda index: (index.tenant, index.file))
    for index in ordered:
        if index.tenant in files:
            message = f"`{index.tenant}` is already the tenant of {files[index.tenant]}"
            problems.append(
                Problem(index.file, 1, "tenant", message, "give it another identifier, or delete one file")
            )
            continue
        files[index.tenant] = index.file
        problems += _not_the_test_number(index, test_number)
        problems += _routed_twice(index, owners)
        problems += _presenting_twice(index, presenting)
    return sorted([*problems, *check_circles(ordered)])


@dataclass(frozen=True)
class _Owner:
    """Who has a number already."""

    what: str
    tenant: str
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.what} of the tenant `{self.tenant}` already"

    @property
    def place(self) -> str:
        return f"see {self.file}:{self.line}; keep it in one tenant"


def _not_the_test_number(index: TenantIndex, test_number: str | None) -> Iterator[Problem]:
    for numbers, where in (
        (index.numbers, "main_numbers"),
        (index.phones, "users"),
        (index.redirects, "blocks"),
    ):
        if test_number and test_number in numbers:
            message = f"{test_number} is the site's test_number"
            hint = "remove it from the tenant, or choose another test_number in site.yml"
            yield Problem(index.file, numbers[test_number], where, message, hint)


def _routed_twice(index: TenantIndex, owners: dict[str, _Owner]) -> Iterator[Problem]:
    """Yield numbers whose calls would go to two tenants: main numbers, and users' with direct calls."""
    for numbers, where, what in (
        (index.numbers, "main_numbers", "a main number"),
        (index.direct, "users", "a number with direct calls"),
    ):
        for number, line in numbers.items():
            mine = _Owner(what, index.tenant, index.file, line)
            owner = owners.setdefault(number, mine)
            if owner.tenant != index.tenant:
                yield Problem(index.file, line, where, f"{number} is {owner}", owner.place)


def _presenting_twice(index: TenantIndex, presenting: dict[str, _Owner]) -> Iterator[Problem]:
    """Yield phones for which it is unclear whose main number their calls show."""
    for number, line in index.presents.items():
        mine = _Owner("the number of a user with `presents`", index.tenant, index.file, line)
        owner = presenting.setdefault(number, mine)
        if owner.tenant != index.tenant:
            yield Problem(index.file, line, "users", f"{number} is {owner}", owner.place)
