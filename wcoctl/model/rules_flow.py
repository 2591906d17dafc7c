"""Rules about the graph: every way leads somewhere, every block is reached, no call loops forever."""

from collections.abc import Iterator

from wcoctl.model.base import HANGUP
from wcoctl.model.finding import Finding, Names, Place, suggest
from wcoctl.model.flow import entries
from wcoctl.model.tenant import Tenant

__all__ = ["UNREACHED", "check_endless", "check_exits", "check_reachable"]

UNREACHED = "cannot be reached"
"""Message about a block that nothing leads to."""


def check_exits(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check that every main number and every exit leads to a block."""
    known = names["blocks"]
    for place, target in _all_ways(tenant):
        if target not in known and (target != HANGUP or place[0] != "blocks"):
            hint = suggest(target, known, "`blocks`")
            if target == HANGUP:
                hint = "add a block of type hangup, and use its name here"
            yield Finding(place, f"leads to the unknown block `{target}`", hint)


def _all_ways(tenant: Tenant) -> Iterator[tuple[Place, str]]:
    yield from entries(tenant)
    for name, block in tenant.blocks.items():
        for way in block.ways():
            yield ("blocks", name, *way.place), way.target


def check_reachable(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that every block can be reached from a main number, over exits, internal numbers of groups or transfers.

    Asked only when every way leads somewhere: one that is misspelt leaves all behind it unreachable.
    """
    starts = {block for _, block in entries(tenant)}
    reached = {HANGUP}
    waiting = [] if starts - tenant.blocks.keys() else list(starts)
    if waiting and tenant.transfers.enabled:
        groups = {number.group for number in tenant.internal_numbers.values() if number.group}
        waiting += groups & tenant.blocks.keys()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        if name not in tenant.blocks:
            return
        reached.add(name)
        block = tenant.blocks[name]
        waiting += [way.target for way in block.ways() if way.target not in reached]
        targets = (
            tenant.internal_numbers[digits].group
            for digits in block.offered(tenant)
            if digits in tenant.internal_numbers
        )
        waiting += [group for group in targets if group and group not in reached and group in tenant.blocks]
    for name in tenant.blocks.keys() - reached if len(reached) > 1 else ():
        yield Finding(("blocks", name), UNREACHED, "connect an exit or a main number to it, or delete it")


def check_endless(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that no caller loops forever without a human or a hang-up.

    A call loops when it comes back to a block over ways that the caller did not choose and on which
    nobody's phone rang: the end of an announcement, any rule or the otherwise of a condition, no or a wrong
    input, a group that is switched off, full or without members, and an inactive user. A key that leads back
    to its menu is the caller's choice; a group's timeout, or a busy or silent phone, comes after trying to
    reach a human.
    """
    done: set[str] = set()
    for start in tenant.blocks:
        yield from _rounds(tenant, start, done)


def _rounds(tenant: Tenant, start: str, done: set[str]) -> Iterator[Finding]:
    """Walk depth first from a block, and yield each way that leads back into the walk."""
    if start in done:
        return
    trail = {start: tenant.blocks[start].passive_ways(tenant)}
    while trail:
        name, remaining = next(reversed(trail.items()))
        step = next(remaining, None)
        if step is None:
            done.add(name)
            del trail[name]
            continue
        target = step.target
        if target in trail:
            names = list(trail)
            circle = " -> ".join([*names[names.index(target) :], target])
            message = f"loops forever: {circle}"
            yield Finding(("blocks", name, *step.place), message, f"lead it to a person, or to {HANGUP}")
        elif target in tenant.blocks and target not in done:
            trail[target] = tenant.blocks[target].passive_ways(tenant)
