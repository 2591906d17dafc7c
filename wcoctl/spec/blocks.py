"""The block types of a switchboard: settings and named exits of each."""

from typing import Annotated, Literal

from pydantic import Field

from wcoctl.spec.base import HANGUP, Identifier, Language, Seconds, ShortText, Strict, Target
from wcoctl.spec.numbers import PhoneNumber

__all__ = [
    "Announcement",
    "Block",
    "Condition",
    "Group",
    "Hangup",
    "InputBlock",
    "InternalNumberBlock",
    "Menu",
    "Redirect",
    "Rule",
    "Strategy",
    "UserBlock",
]

MenuKey = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
Strategy = Literal["ring_all", "linear", "round_robin", "longest_idle", "fewest_calls", "random"]


class _Block(Strict):
    language: Language | None = None
    """Language of this block's system prompts; the tenant's when left out."""


class InputBlock(_Block):
    """What menu and internal number share: a prompt, then digits from the caller."""

    prompt: Identifier
    """Prompt with the instruction; played again at each repeat."""
    retry_prompt: Identifier | None = None
    """Prompt after a wrong key or number; the system prompt "invalid" when left out."""
    no_input_seconds: Seconds = 5
    """How long to wait for the first digit after the prompt."""
    inter_digit_seconds: Seconds = 3
    """How long to wait for each further digit."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more times the caller may try after the first failure."""
    barge_in: bool = True
    """Whether a digit stops the prompt; without it digits before the prompt's end are ignored."""
    mixed_lengths: bool = False
    """Whether internal numbers offered here may begin with one another: `#` or a pause ends one."""


class MenuExits(Strict):
    """Exits of a menu besides its keys."""

    wrong_key: Target
    """The caller pressed a key that leads nowhere, at the last try."""
    no_input: Target
    """The caller pressed nothing, at the last try."""
    busy: Target = HANGUP
    """With dial_internal (and then required): the user of the internal number is busy."""
    no_answer: Target = HANGUP
    """With dial_internal (and then required): the user of the internal number does not answer."""
    end_of_call: Target = HANGUP
    """With dial_internal: the user hung up after a conversation."""


class Menu(InputBlock):
    """Voice menu (menu głosowe): one digit chooses the way on."""

    type: Literal["menu"]
    """Type of the block."""
    keys: Annotated[dict[MenuKey, Target], Field(min_length=1)]
    """Where each key leads."""
    dial_internal: bool = False
    """Whether internal numbers may be dialled inside the menu too."""
    exits: MenuExits
    """Where calls go that no key took."""


class InternalNumberExits(Strict):
    """Exits of the internal number block."""

    busy: Target
    """The user of the internal number is busy."""
    no_answer: Target
    """The user of the internal number does not answer."""
    wrong_number: Target
    """The caller dialled no internal number that may be dialled here, at the last try."""
    no_input: Target
    """The caller dialled nothing (brak reakcji), at the last try."""
    end_of_call: Target = HANGUP
    """The user hung up after a conversation."""


class InternalNumberBlock(InputBlock):
    """Internal number (numer wewnętrzny): the caller dials 2 to 6 digits to reach a user or a group."""

    type: Literal["internal_number"]
    """Type of the block."""
    available: list[str] | None = None
    """Which internal numbers may be dialled here; all of the tenant's when left out."""
    exits: InternalNumberExits
    """Where calls go that reached nobody."""


class GroupExits(Strict):
    """Exits of a group."""

    timeout: Target
    """The caller waited for wait_seconds."""
    full: Target
    """As many callers wait as may (max_waiting)."""
    no_members: Target
    """The group has no member whose phone may be rung."""
    inactive: Target
    """The group is switched off."""
    end_of_call: Target = HANGUP
    """Where the caller goes after the member hangs up."""


class Group(_Block):
    """Group (grupa): members who replace each other at answering."""

    type: Literal["group"]
    """Type of the block."""
    name: ShortText
    """Name for people: reports, panels."""
    members: list[Identifier]
    """Users, in the order of the strategies linear and round_robin."""
    strategy: Strategy = "longest_idle"
    """Who is rung next."""
    active: bool = True
    """A group that is switched off sends callers to the exit inactive."""
    ring_seconds: Seconds = 20
    """How long one member's phone rings."""
    wait_seconds: Seconds = 300
    """How long a caller waits at most."""
    max_waiting: Annotated[int, Field(ge=0, le=1000)] = 0
    """How many callers may wait at once; 0 for no limit."""
    wrap_up_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    """Rest of a member after each conversation."""
    exits: GroupExits
    """Where calls go that nobody answers."""


class DialExits(Strict):
    """Exits of a block that rings one phone."""

    busy: Target
    """The phone is busy, or the call was rejected."""
    no_answer: Target
    """Nobody answered, or the phone cannot be reached."""
    end_of_call: Target = HANGUP
    """Where the caller goes after the called person hangs up."""


class UserBlock(_Block):
    """User (użytkownik): rings one user's phone."""

    type: Literal["user"]
    """Type of the block."""
    user: Identifier
    """User whose phone rings."""
    ring_seconds: Seconds | None = None
    """How long the phone rings; the user's own value when left out."""
    exits: DialExits
    """Where calls go that were not answered, and callers after a conversation."""


class Redirect(_Block):
    """Redirect (przekierowanie): rings a fixed number."""

    type: Literal["redirect"]
    """Type of the block."""
    number: PhoneNumber
    """Number of any network, outside of the switchboard."""
    ring_seconds: Seconds = 30
    """How long the phone rings."""
    exits: DialExits
    """Where calls go that were not answered, and callers after a conversation."""


class Rule(Strict):
    """One rule of a condition: it holds when all that it names holds."""

    schedule: Identifier | None = None
    """Schedule to ask."""
    state: Literal["open", "closed"] = "open"
    """Which state of the schedule fits."""
    callers: Identifier | None = None
    """List that has to hold the caller's number."""
    anonymous: bool | None = None
    """True: only callers who withhold their number; false: only those who show it."""
    dialled: Annotated[list[PhoneNumber], Field(min_length=1)] | None = None
    """Main numbers, one of which was dialled."""
    to: Target
    """Where the call goes when the rule holds."""


class ConditionExits(Strict):
    """The way on when no rule holds."""

    otherwise: Target
    """No rule holds."""


class Condition(_Block):
    """Conditional routing (warunkowe przekierowanie): the first rule that holds decides."""

    type: Literal["condition"]
    """Type of the block."""
    rules: Annotated[list[Rule], Field(min_length=1, max_length=50)]
    """Rules in the order in which they are asked."""
    exits: ConditionExits
    """Where the call goes when no rule holds."""


class AnnouncementExits(Strict):
    """The way on after an announcement."""

    next: Target
    """The prompt is over."""


class Announcement(_Block):
    """Announcement (komunikat): plays a prompt and goes on."""

    type: Literal["announcement"]
    """Type of the block."""
    prompt: Identifier
    """Prompt that is played to its end."""
    exits: AnnouncementExits
    """Where the call goes on."""


class Hangup(_Block):
    """Hang-up (zakończenie): ends the call with a cause."""

    type: Literal["hangup"]
    """Type of the block."""
    cause: Literal["normal", "busy", "rejected"] = "normal"
    """What the caller's network is told."""


Block = Annotated[
    Menu | InternalNumberBlock | Group | UserBlock | Redirect | Condition | Announcement | Hangup,
    Field(discriminator="type"),
]

BLOCK_TYPES = ("menu", "internal_number", "group", "user", "redirect", "condition", "announcement", "hangup")
