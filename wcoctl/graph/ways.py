"""The ways of a tenant: from where to where, and which of them are worth a line across the picture."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from wcoctl.blocks.exits import Taken
from wcoctl.model.base import HANGUP
from wcoctl.model.flow import entries
from wcoctl.model.tenant import Tenant

__all__ = ["DrawnWay", "far_ways", "ways"]

_FALLBACKS = (Taken.FAILED, Taken.UNREACHED, Taken.AFTER_CALL)
"""A call takes such exits when nothing was chosen or nobody was reached."""
MANY = 5


class DrawnWay(NamedTuple):
    """One way on: the exits of a block that lead to the same target."""

    source: str
    target: str
    chosen: bool
    """Whether a caller or a rule chooses it."""
    exits: tuple[str, ...]


def ways(tenant: Tenant) -> list[DrawnWay]:
    """Return all ways between blocks, in the order of the spec."""
    merged: defaultdict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for name, block in tenant.blocks.items():
        for way in block.used_ways():
            merged[name, way.target, way.taken not in _FALLBACKS].append(way.exit)
    wired = {target for _, target, _ in merged}
    for source, target, exit_ in _internal(tenant):
        if target not in wired:
            merged[source, target, True].append(exit_)
    return [DrawnWay(*ends, tuple(exits)) for ends, exits in merged.items()]


def far_ways(tenant: Tenant, found: Iterable[DrawnWay]) -> set[DrawnWay]:
    """Return the ways that end in a reference: to a block with many ways in, all but the first."""
    leaving: defaultdict[str, list[DrawnWay]] = defaultdict(list)
    into: Counter[str] = Counter()
    for way in found:
        leaving[way.source].append(way)
        into[way.target] += 1
    seen = dict.fromkeys(_entries(tenant))
    queue, far = deque(seen), set()
    while queue:
        for way in sorted(leaving[queue.popleft()], key=lambda way: not way.chosen):
            if way.target not in seen and way.target != HANGUP:
                seen[way.target] = None
                queue.append(way.target)
            elif into[way.target] > MANY:
                far.add(way)
    return far


def _entries(tenant: Tenant) -> list[str]:
    return [block for _, block in entries(tenant)]


def _internal(tenant: Tenant) -> Iterable[tuple[str, str, str]]:
    """Yield the ways that only internal numbers of groups make."""
    for name, block in tenant.blocks.items():
        for digits in block.offered(tenant):
            number = tenant.internal_numbers.get(digits)
            if number and number.group:
                yield name, number.group, f"internal {digits}"
