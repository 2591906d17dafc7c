"""Groups of phones and who is in them."""

from typing import NamedTuple

__all__ = ["CallGroupRow", "MemberRow"]


class CallGroupRow(NamedTuple):
    """Settings of a group."""

    tenant: str
    block: str
    name: str
    strategy: str
    active: int
    ring: int
    wait: int
    max_waiting: int
    wrap_up: int
    block_after: int
    block_minutes: int
    confirm: int
    told: str
    background: str
    message: str
    message_every: int
    say_position: int
    say_estimate: int
    say_every: int
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
