"""The tables of groups."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.group.model import Group, told_name
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "CallGroupRow", "MemberRow", "rows"]


class CallGroupRow(NamedTuple):
    """Settings of a group."""

    tenant: str
    block: str
    name: str
    strategy: str
    active: int
    ring_seconds: int
    wait_seconds: int
    max_waiting: int
    wrap_up_seconds: int
    block_after_misses: int
    block_minutes: int
    confirm: int
    told: str
    background: str
    message: str
    message_every_seconds: int
    say_position: int
    say_estimate: int
    announce_every_seconds: int
    vip: str
    last_agent_days: int
    return_minutes: int
    callback_key: str


class MemberRow(NamedTuple):
    """A member of a group who can be rung."""

    tenant: str
    block: str
    position: int
    user: str


TABLES: Mapping[type[Row], str] = {CallGroupRow: "call_group", MemberRow: "member"}


def rows(tenant: Tenant, name: str, block: Group, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    waiting = block.waiting
    yield CallGroupRow(
        tenant.tenant,
        name,
        block.name,
        block.strategy,
        int(block.active),
        block.ring_seconds,
        block.wait_seconds,
        block.max_waiting,
        block.wrap_up_seconds,
        block.block_after_misses,
        block.block_minutes,
        int(block.confirm),
        prompts[told_name(name)] if block.tell_member else "",
        prompts[waiting.background] if waiting.background else "",
        prompts[waiting.message] if waiting.message else "",
        waiting.message_every_seconds,
        int(waiting.position),
        int(waiting.estimate),
        waiting.announce_every_seconds,
        block.vip or "",
        block.last_agent_days,
        block.return_minutes,
        block.callback_key or "",
    )
    # Members keep the position that the spec gives them: switching one user off touches that one row.
    for position, user in enumerate(block.members, 1):
        if tenant.users[user].active:
            yield MemberRow(tenant.tenant, name, position, user)
