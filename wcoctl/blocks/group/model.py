"""Group: settings, exits, and the rules about its members."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from wcoctl.blocks.base import BaseBlock, Forward
from wcoctl.blocks.exits import AfterCall, Chosen, Exits, Failed, Unreached
from wcoctl.blocks.input import MenuKey
from wcoctl.model.base import HANGUP, Language, Seconds, ShortText, Strict
from wcoctl.model.finding import Finding, Names
from wcoctl.model.named import Collection, ListName, PromptName, UserName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Group", "Strategy", "Waiting", "told_name"]

MEMBER_SIGNS = 53
"""Asterisk keeps the name of a group's member, made of user, block and tenant, in a field of 80 bytes."""

_TOLD: dict[Language, str] = {"pl": "Połączenie do grupy {}.", "en": "Call for the group {}."}

Strategy = Literal["ring_all", "linear", "round_robin", "longest_idle", "fewest_calls", "random"]


class GroupExits(Exits):
    """Exits of a group."""

    timeout: Unreached
    """The caller waited for wait_seconds."""
    full: Failed
    """As many callers wait as may (max_waiting)."""
    no_members: Failed
    """The group has no member whose phone may be rung, or all have logged out."""
    inactive: Failed
    """The group is switched off."""
    end_of_call: AfterCall = HANGUP
    """Where the caller goes after the member hangs up."""
    callback: Chosen = HANGUP
    """With callback_key: the caller has asked to be called back."""


class Waiting(Strict):
    """What callers of a group hear while they wait."""

    background: PromptName | None = None
    """Prompt played again and again instead of the standard music: a text, or music of one's own."""
    message: PromptName | None = None
    """Prompt that interrupts the background from time to time."""
    message_every_seconds: Annotated[int, Field(ge=10, le=3600)] = 60
    """How often the message is played."""
    position: bool = False
    """Whether their position in the queue is announced to callers."""
    estimate: bool = False
    """Whether the estimated waiting time is announced to callers."""
    announce_every_seconds: Annotated[int, Field(ge=10, le=3600)] = 30
    """How often position and estimate are announced."""


class Group(BaseBlock):
    """Group (grupa): members who replace each other at answering."""

    collection: ClassVar[Collection] = "groups"

    type: Literal["group"]
    """Type of the block."""
    name: ShortText
    """Name for people: reports, panels, and announcements to members."""
    members: list[UserName]
    """Users, in the order of the strategies linear and round_robin."""
    strategy: Strategy = "longest_idle"
    """Who is rung next."""
    active: bool = True
    """A group that is switched off sends callers to the exit inactive; a feature code may switch it meanwhile."""
    ring_seconds: Seconds = 20
    """How long one member's phone rings."""
    wait_seconds: Seconds = 300
    """How long a caller waits at most."""
    max_waiting: Annotated[int, Field(ge=0, le=1000)] = 0
    """How many callers may wait at once; 0 for no limit."""
    wrap_up_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    """Rest of a member after each conversation."""
    block_after_misses: Annotated[int, Field(ge=0, le=100)] = 3
    """How many calls in a row a member may miss before being excluded for block_minutes; 0: never excluded.
    The last member who could be rung is never excluded."""
    block_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    """How long a member who does not answer is excluded."""
    confirm: bool = False
    """Whether a member has to press 1 to take the call, so that a mailbox never swallows it."""
    tell_member: bool = False
    """Whether a member hears, before talking, which group calls and how long the caller has waited."""
    waiting: Waiting = Waiting()
    """What callers hear while they wait."""
    vip: ListName | None = None
    """List of callers who are served before all others."""
    last_agent_days: Annotated[int, Field(ge=0, le=365)] = 0
    """For how many days a caller is first offered to the member they talked to last; 0: not."""
    return_minutes: Annotated[int, Field(ge=0, le=120)] = 0
    """For how many minutes a caller whose call dropped gets the same place in the queue back; 0: not."""
    callback_key: MenuKey | None = None
    """Key with which a waiting caller asks to be called back and keeps the place; none if omitted."""
    exits: GroupExits
    """Where calls go that nobody answers."""

    def unused(self) -> frozenset[str]:
        """Return the exit of those who will be called back where nobody can ask for it."""
        return frozenset({"callback"} if self.callback_key is None else ())

    def texts(self, tenant: "Tenant", name: str) -> Iterator[tuple[str, str, Language]]:
        """Yield what members hear before they talk."""
        if self.tell_member:
            language = self.language or tenant.language
            yield told_name(name), _TOLD[language].format(self.name), language

    def forwards(self, tenant: "Tenant", _name: str) -> Iterator[Forward]:
        """Yield the members' phones, none of which every call rings."""
        for member in self.members:
            if tenant.users[member].active:
                yield Forward(tenant.users[member].number, False, ("users", member, "number"))

    def check(self, tenant: "Tenant", name: str, _names: Names) -> Iterator[Finding]:
        """Check that members are named once, and that Asterisk can tell them apart."""
        yield from self._check_callback()
        seen: set[str] = set()
        for position, member in enumerate(self.members):
            place = ("members", position)
            if member in seen:
                yield Finding(place, f"duplicate member `{member}`", "keep one of them")
            signs = len(member) + len(name) + len(tenant.tenant)
            if signs > MEMBER_SIGNS:
                message = f"the names of user, group and tenant have {signs} characters in total"
                yield Finding(place, message, f"shorten one of them; at most {MEMBER_SIGNS} are allowed")
            seen.add(member)

    def _check_callback(self) -> Iterator[Finding]:
        """Check that the exit of those who will be called back is wired exactly when there is a key for it."""
        wired = "callback" in self.exits.model_fields_set
        if self.callback_key is not None and not wired:
            hint = "add `callback`: where callers go who have asked to be called back"
            yield Finding(("exits", "callback"), "is missing", hint)
        if self.callback_key is None and wired:
            hint = "set callback_key, or delete the exit"
            yield Finding(("exits", "callback"), "is never taken", hint)


def told_name(group: str) -> str:
    """Return the name of the prompt that tells a member which group calls; no spec can name it."""
    return f"_{group}"


MODEL = Group
