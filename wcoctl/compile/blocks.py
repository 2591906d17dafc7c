"""Blocks: the rows of each type, and the exits that every type has."""

from collections.abc import Iterator, Mapping

from wcoctl.compile.prompts import told_name
from wcoctl.compile.rows import (
    AnnouncementRow,
    BlockRow,
    CallGroupRow,
    DialRow,
    ExitRow,
    HangupRow,
    InputRow,
    InternalNumberRow,
    MemberRow,
    Row,
    RuleDialledRow,
    RuleRow,
)
from wcoctl.compile.services import service_rows
from wcoctl.spec.base import HANGUP
from wcoctl.spec.blocks import (
    Announcement,
    Block,
    Condition,
    Group,
    Hangup,
    InternalNumberBlock,
    Menu,
    Redirect,
    Server,
    UserBlock,
)
from wcoctl.spec.numbers import is_landline
from wcoctl.spec.tenant import Tenant

__all__ = ["block_exits", "block_rows", "offered_numbers"]

KEY_NAMES = {"*": "star", "#": "hash"}
ONLY_WITH_DIAL_INTERNAL = {"busy", "no_answer", "end_of_call"}


def block_exits(block: Block) -> Iterator[tuple[str, str]]:
    """Yield each exit that a call can take and its target as the spec names it, in the order of the spec."""
    yield from _chosen_exits(block)
    if isinstance(block, Hangup):
        return
    unused = _unused_exits(block)
    for exit_ in type(block.exits).model_fields:
        if exit_ not in unused:
            yield exit_, getattr(block.exits, exit_)


def _chosen_exits(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Menu():
            for key, target in block.keys.items():
                yield f"key_{KEY_NAMES.get(key, key)}", target
        case Condition():
            for position, rule in enumerate(block.rules, 1):
                yield f"rule_{position}", rule.to
        case Server():
            for value, target in block.values.items():
                yield f"ok_{value}", target
        case _:
            pass


def _unused_exits(block: Block) -> set[str]:
    """Return the exits that no call can take with these settings."""
    if isinstance(block, Menu) and not block.dial_internal:
        return ONLY_WITH_DIAL_INTERNAL
    if isinstance(block, Group) and block.callback_key is None:
        return {"callback"}
    return set()


def offered_numbers(tenant: Tenant, block: Menu | InternalNumberBlock) -> list[str]:
    """Return the internal numbers that may be dialled in a block."""
    if isinstance(block, Menu):
        return list(tenant.internal_numbers) if block.dial_internal else []
    return list(tenant.internal_numbers if block.available is None else dict.fromkeys(block.available))


def block_rows(tenant: Tenant, name: str, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield all rows of one block; ``prompts`` gives the id of each prompt's audio."""
    block = tenant.blocks[name]
    yield BlockRow(tenant.tenant, name, block.type, block.language or tenant.language)
    for exit_, target in block_exits(block):
        yield ExitRow(tenant.tenant, name, exit_, "" if target == HANGUP else target)
    match block:
        case Menu() | InternalNumberBlock():
            yield from _input(tenant, name, block, prompts)
        case Group():
            yield from _group(tenant, name, block, prompts)
        case UserBlock():
            user = tenant.users[block.user]
            number = user.number if user.active else ""
            ring, landline = block.ring_seconds or user.ring_seconds, int(is_landline(user.number))
            yield DialRow(tenant.tenant, name, block.user, number, ring, landline)
        case Redirect():
            landline = int(is_landline(block.number))
            yield DialRow(tenant.tenant, name, "", block.number, block.ring_seconds, landline)
        case Condition():
            yield from _condition(tenant, name, block)
        case Announcement():
            yield AnnouncementRow(tenant.tenant, name, prompts[block.prompt])
        case Hangup():
            yield HangupRow(tenant.tenant, name, block.cause)
        case _:
            yield from service_rows(tenant, name, block, prompts)


def _input(
    tenant: Tenant, name: str, block: Menu | InternalNumberBlock, prompts: Mapping[str, str]
) -> Iterator[Row]:
    offered = offered_numbers(tenant, block)
    yield InputRow(
        tenant.tenant,
        name,
        prompts[block.prompt],
        prompts[block.retry_prompt] if block.retry_prompt else "",
        block.no_input_seconds,
        block.inter_digit_seconds,
        block.repeats,
        int(block.barge_in),
        int(isinstance(block, Menu)),
        max(map(len, offered), default=0),
    )
    for digits in offered:
        reached = tenant.internal_numbers[digits]
        yield InternalNumberRow(tenant.tenant, name, digits, reached.user or "", reached.group or "")


def _group(tenant: Tenant, name: str, block: Group, prompts: Mapping[str, str]) -> Iterator[Row]:
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


def _condition(tenant: Tenant, name: str, block: Condition) -> Iterator[Row]:
    for position, rule in enumerate(block.rules, 1):
        yield RuleRow(
            tenant.tenant,
            name,
            position,
            rule.schedule or "",
            int(rule.state == "open"),
            rule.callers or "",
            -1 if rule.anonymous is None else int(rule.anonymous),
            int(rule.dialled is not None),
            rule.variable or "",
            rule.equals or "",
        )
        for number in dict.fromkeys(rule.dialled or ()):
            yield RuleDialledRow(tenant.tenant, name, position, number)
