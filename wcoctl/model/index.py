"""What the rules across tenants need of one tenant; small, so that it can be kept for thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wcoctl.errors import Problem
from wcoctl.model.document import Document
from wcoctl.model.finding import dotted
from wcoctl.model.flow import entry_blocks
from wcoctl.model.forwards import Onward, onward
from wcoctl.model.limits import limit_notes
from wcoctl.model.lists import list_notes
from wcoctl.model.rules_ringing import rung_numbers
from wcoctl.model.tenant import Tenant

__all__ = ["IndexedForward", "Station", "TenantIndex", "index_of"]


class IndexedForward(NamedTuple):
    """A number outside the company at which a block lets a call ring."""

    number: str
    always: bool
    """Whether it rings for each call that comes to the block."""
    line: int
    path: str


class Station(NamedTuple):
    """A block as a call sees it whose caller chooses nothing."""

    forwards: Sequence[IndexedForward]
    blocks: Sequence[str]
    """Where calls go on."""
    forced: bool
    """Whether each call goes on there."""


@dataclass(frozen=True)
class TenantIndex:
    """One tenant; lines are those of its file."""

    tenant: str
    file: Path
    numbers: Mapping[str, int]
    """Each main number with its line."""
    direct: Mapping[str, int] = field(default_factory=dict)
    """Each user's number whose calls are routed here, with its line."""
    presents: Mapping[str, int] = field(default_factory=dict)
    """Each number of a user who may present a main number, with its line."""
    servers: Mapping[str, int] = field(default_factory=dict)
    """Each host of its servers with its line."""
    mail: Mapping[str, int] = field(default_factory=dict)
    """Each block that sends mail with its line."""
    phones: Mapping[str, int] = field(default_factory=dict)
    """Each number of users and their forwarding, with the user's line."""
    redirects: Mapping[str, int] = field(default_factory=dict)
    """Each number of a redirect block with its line."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """The block where the calls of each number begin."""
    stations: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Each block by the values of its ``Station``: most are never asked for."""
    announced: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Each occasional announcement, with its line and when it is over, in Unix time."""
    notes: Sequence[Sequence[Any]] = ()
    """Line, path, message and hint of what can be said without other tenants and without a clock."""

    def kept(self) -> dict[str, Any]:
        """Return all but tenant and file as JSON takes it."""
        return {part.name: getattr(self, part.name) for part in fields(self)[2:]}

    @classmethod
    def restored(cls, tenant: str, file: Path, kept: Mapping[str, Any]) -> "TenantIndex":
        """Return the index of which ``kept`` is what JSON gives back."""
        return cls(tenant, file, **kept)

    def station(self, block: str) -> Station:
        """Return how calls go on from a block."""
        forwards, blocks, forced = self.stations[block]
        return Station([IndexedForward(*forward) for forward in forwards], blocks, forced)


def index_of(tenant: Tenant, document: Document) -> TenantIndex:
    """Return the index of a tenant that is free of mistakes."""
    users = {name: document.line(("users", name)) for name in tenant.users}
    rung = list(rung_numbers(tenant))
    return TenantIndex(
        tenant.tenant,
        document.file,
        numbers={number: document.line(place) for place, number in tenant.main_numbers.placed()},
        direct={user.number: users[name] for name, user in tenant.users.items() if user.direct_calls},
        presents={user.number: users[name] for name, user in tenant.users.items() if user.presents},
        servers=_servers(tenant, document),
        mail={
            name: document.line(("blocks", name)) for name, block in tenant.blocks.items() if block.sends_mail
        },
        phones={number: users[str(place[1])] for place, number in rung if place[0] == "users"},
        redirects={number: document.line(place) for place, number in rung if place[0] == "blocks"},
        entries=entry_blocks(tenant),
        stations={
            name: _station(onward(tenant, block, name), document) for name, block in tenant.blocks.items()
        },
        announced=_announced(tenant, document),
        notes=[_note(document.problem(finding)) for finding in (*limit_notes(tenant), *list_notes(tenant))],
    )


def _servers(tenant: Tenant, document: Document) -> dict[str, int]:
    """Return the hosts of the tenant's servers, each with the line that names it first."""
    hosts: dict[str, int] = {}
    for name, block in tenant.blocks.items():
        for place, host in block.hosts():
            hosts.setdefault(host, document.line(("blocks", name, *place)))
    return hosts


def _station(found: Onward, document: Document) -> Station:
    forwards = [
        IndexedForward(number, always, document.line(place), dotted(place))
        for number, always, place in found.forwards
    ]
    return Station(forwards, found.blocks, found.forced)


def _announced(tenant: Tenant, document: Document) -> dict[str, tuple[int, float]]:
    zone = ZoneInfo(tenant.timezone)
    return {
        name: (
            document.line(("occasional_announcements", name, "last")),
            announcement.last.replace(tzinfo=zone).timestamp(),
        )
        for name, announcement in tenant.occasional_announcements.items()
    }


def _note(problem: Problem) -> tuple[int, str, str, str]:
    return (problem.line, problem.path, problem.message, problem.hint)
