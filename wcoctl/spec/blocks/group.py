"""Group: members who replace each other at answering."""

from typing import Annotated, Literal

from pydantic import Field

from wcoctl.spec.base import HANGUP, Identifier, Seconds, ShortText, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock
from wcoctl.spec.blocks.input import MenuKey

__all__ = ["Group", "Strategy", "Waiting"]

Strategy = Literal["ring_all", "linear", "round_robin", "longest_idle", "fewest_calls", "random"]


class GroupExits(Strict):
    """Exits of a group."""

    timeout: Target
    """The caller waited for wait_seconds."""
    full: Target
    """As many callers wait as may (max_waiting)."""
    no_members: Target
    """The group has no member whose phone may be rung, or all have logged out."""
    inactive: Target
    """The group is switched off."""
    end_of_call: Target = HANGUP
    """Where the caller goes after the member hangs up."""
    callback: Target = HANGUP
    """With callback_key: the caller has asked to be called back."""


class Waiting(Strict):
    """What callers of a group hear while they wait."""

    background: Identifier | None = None
    """Prompt played again and again instead of the standard music: a text, or music of one's own."""
    message: Identifier | None = None
    """Prompt that interrupts the background from time to time."""
    message_every_seconds: Annotated[int, Field(ge=10, le=3600)] = 60
    """How often the message is played."""
    position: bool = False
    """Whether callers are told their position in the queue."""
    estimate: bool = False
    """Whether callers are told how long they will probably wait."""
    announce_every_seconds: Annotated[int, Field(ge=10, le=3600)] = 30
    """How often position and estimate are told."""


class Group(BaseBlock):
    """Group (grupa): members who replace each other at answering."""

    type: Literal["group"]
    """Type of the block."""
    name: ShortText
    """Name for people: reports, panels, and what members are told."""
    members: list[Identifier]
    """Users, in the order of the strategies linear and round_robin."""
    strategy: Strategy = "longest_idle"
    """Who is rung next."""
    active: bool = True
    """A group that is switched off sends callers to the exit inactive; a phone code may switch it meanwhile."""
    ring_seconds: Seconds = 20
    """How long one member's phone rings."""
    wait_seconds: Seconds = 300
    """How long a caller waits at most."""
    max_waiting: Annotated[int, Field(ge=0, le=1000)] = 0
    """How many callers may wait at once; 0 for no limit."""
    wrap_up_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    """Rest of a member after each conversation."""
    block_after_misses: Annotated[int, Field(ge=0, le=100)] = 3
    """How many calls in a row a member may miss before being left out for block_minutes; 0: never left out.
    The last member who could be rung is never left out."""
    block_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """How long a member who does not answer is left out."""
    confirm: bool = False
    """Whether a member has to press 1 to take the call, so that a mailbox never swallows it."""
    tell_member: bool = False
    """Whether a member hears, before talking, which group calls and how long the caller has waited."""
    waiting: Waiting = Waiting()
    """What callers hear while they wait."""
    vip: Identifier | None = None
    """List of callers who are served before all others."""
    last_agent_days: Annotated[int, Field(ge=0, le=365)] = 0
    """For how many days a caller is first offered to the member they talked to last; 0: not."""
    return_minutes: Annotated[int, Field(ge=0, le=120)] = 0
    """For how many minutes a caller whose call dropped gets the same place in the queue back; 0: not."""
    callback_key: MenuKey | None = None
    """Key with which a waiting caller asks to be called back and keeps the place; none when left out."""
    exits: GroupExits
    """Where calls go that nobody answers."""
