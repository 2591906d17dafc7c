"""The ways of a tenant: from where to where, and which of them are worth a line across the picture."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from wcoctl.compile.blocks import block_exits, offered_numbers
from wcoctl.spec.base import HANGUP
from wcoctl.spec.blocks import Group, InternalNumberBlock, Menu
from wcoctl.spec.flow import entries
from wcoctl.spec.tenant import Tenant

__all__ = ["FALLBACKS", "Way", "far_ways", "ways"]

FALLBACKS = {
    "busy",
    "no_answer",
    "wrong_key",
    "wrong_number",
    "no_input",
    "timeout",
    "full",
    "no_members",
    "inactive",
    "end_of_call",
    "nothing_said",
    "skipped",
    "no_match",
    "error",
    "refused",
    "wrong_code",
}
"""Exits that a call takes when nothing was chosen or nobody was reached."""
MANY = 5


class Way(NamedTuple):
    """One way on: the exits of a block that lead to the same target."""

    source: str
    target: str
    chosen: bool
    """Whether a caller or a rule chooses it."""
    exits: tuple[str, ...]


def ways(tenant: Tenant) -> list[Way]:
    """Return all ways between blocks, in the order of the spec."""
    merged: defaultdict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for name, block in tenant.blocks.items():
        for exit_, target in block_exits(block):
            merged[name, target, exit_ not in FALLBACKS].append(exit_)
    wired = {target for _, target, _ in merged}
    for source, target, exit_ in _internal(tenant):
        if target not in wired:
            merged[source, target, True].append(exit_)
    return [Way(*ends, tuple(exits)) for ends, exits in merged.items()]


def far_ways(tenant: Tenant, found: Iterable[Way]) -> set[Way]:
    """Return the ways that end in a reference: to a block with many ways in, all but the first."""
    leaving: defaultdict[str, list[Way]] = defaultdict(list)
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
        for digits in offered_numbers(tenant, block) if isinstance(block, Menu | InternalNumberBlock) else ():
            group = tenant.internal_numbers[digits].group
            if group and isinstance(tenant.blocks[group], Group):
                yield name, group, f"internal {digits}"
