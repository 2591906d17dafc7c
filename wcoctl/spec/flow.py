"""The graph of a tenant: which ways lead out of a block."""

from collections.abc import Iterator

from wcoctl.spec.blocks import Block, Condition, Group, Hangup, InternalNumberBlock, Menu, Server, UserBlock
from wcoctl.spec.finding import Place
from wcoctl.spec.tenant import Tenant

__all__ = ["entries", "entry_blocks", "offered", "passive_ways", "ways"]

_UNASKED = {
    "next",
    "otherwise",
    "no_input",
    "wrong_key",
    "wrong_number",
    "inactive",
    "no_members",
    "full",
    "recorded",
    "nothing_said",
    "end",
    "skipped",
    "no_match",
    "error",
    "timeout",
    "refused",
    "wrong_code",
}
"""Exits that a caller takes without choosing them, and without anybody's phone having rung."""


def entries(tenant: Tenant) -> Iterator[tuple[Place, str]]:
    """Yield each block where calls begin, with the place that names it."""
    numbers = tenant.main_numbers
    yield ("main_numbers", "primary", "entry"), numbers.primary.entry
    for position, number in enumerate(numbers.additional):
        if number.entry is not None:
            yield ("main_numbers", "additional", position, "entry"), number.entry
    for name, user in tenant.users.items():
        if user.direct_calls is not None:
            yield ("users", name, "direct_calls"), user.direct_calls
    for position, rule in enumerate(tenant.black_list):
        if rule.to is not None:
            yield ("black_list", position, "to"), rule.to


def entry_blocks(tenant: Tenant) -> dict[str, str]:
    """Return the block where the calls of each number begin: main numbers, and users' with direct calls."""
    main = tenant.main_numbers
    found = {number.number: number.entry or main.primary.entry for number in main.additional}
    found[main.primary.number] = main.primary.entry
    return found | {user.number: user.direct_calls for user in tenant.users.values() if user.direct_calls}


def ways(block: Block) -> Iterator[tuple[Place, str]]:
    """Yield each way out of a block: its place below the block, and its target."""
    if isinstance(block, Hangup):
        return
    if isinstance(block, Menu):
        for key, target in block.keys.items():
            yield ("keys", key), target
    elif isinstance(block, Condition):
        for position, rule in enumerate(block.rules):
            yield ("rules", position, "to"), rule.to
    elif isinstance(block, Server):
        for value, target in block.values.items():
            yield ("values", value), target
    for name, target in vars(block.exits).items():
        yield ("exits", name), target


def passive_ways(tenant: Tenant, block: Block) -> Iterator[tuple[Place, str]]:
    """Yield the ways that lead on although the caller chose nothing and nobody's phone rang.

    An inactive user's phone does not ring, so there the exit ``no_answer`` is one of them.
    """
    silent = (
        isinstance(block, UserBlock) and block.user in tenant.users and not tenant.users[block.user].active
    )
    for place, target in ways(block):
        rang = isinstance(block, Group) and place[1] == "timeout"
        if (
            place[0] in {"rules", "values"}
            or (place[1] in _UNASKED and not rang)
            or (silent and place[1] == "no_answer")
        ):
            yield place, target


def offered(tenant: Tenant, block: Block) -> list[str]:
    """Return the internal numbers that may be dialled in a block."""
    if isinstance(block, InternalNumberBlock):
        return list(tenant.internal_numbers) if block.available is None else block.available
    if isinstance(block, Menu) and block.dial_internal:
        return list(tenant.internal_numbers)
    return []
