"""The tenant spec: one company's virtual switchboard."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from wcoctl.blocks.models import Block
from wcoctl.model.base import (
    BlockName,
    Identifier,
    Language,
    LongText,
    Seconds,
    ShortText,
    Strict,
    Target,
    refused,
)
from wcoctl.model.contract import Contract
from wcoctl.model.finding import Place
from wcoctl.model.named import Collection, GroupName, ListName, PromptName, UserName
from wcoctl.model.numbers import PhoneNumber
from wcoctl.model.schedules import End, Moment, Schedule
from wcoctl.model.users import Contact, User

__all__ = [
    "AdditionalNumber",
    "BlocklistRule",
    "InternalTarget",
    "MainNumbers",
    "NumberList",
    "OccasionalAnnouncement",
    "PrimaryNumber",
    "Prompt",
    "Tenant",
    "Transfers",
]

InternalNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")]


@lru_cache(maxsize=1024)
def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise refused(f"`{name}` is not a time zone", "use an IANA name, such as Europe/Warsaw") from error
    return name


class PrimaryNumber(Strict):
    """The number that identifies the company (numer główny podstawowy)."""

    number: PhoneNumber
    """Mobile or landline number of the operator."""
    entry: BlockName
    """Block where its calls begin."""


class AdditionalNumber(Strict):
    """A further main number (numer główny dodatkowy)."""

    number: PhoneNumber
    """Mobile or landline number of the operator."""
    entry: BlockName | None = None
    """Block where its calls begin; the primary's if omitted."""


class MainNumbers(Strict):
    """The numbers that callers dial."""

    primary: PrimaryNumber
    """The number that identifies the company."""
    additional: Annotated[list[AdditionalNumber], Field(max_length=250)] = Field(default=[])
    """All further numbers."""

    def placed(self) -> Iterator[tuple[Place, str]]:
        """Yield each main number with its place in the tenant's file."""
        yield ("main_numbers", "primary", "number"), self.primary.number
        for position, additional in enumerate(self.additional):
            yield ("main_numbers", "additional", position, "number"), additional.number

    def all(self) -> set[str]:
        """Return all main numbers."""
        return {number for _, number in self.placed()}


class InternalTarget(Strict):
    """What an internal number reaches: either a user or a group block."""

    user: UserName | None = None
    """User whose phone rings."""
    group: GroupName | None = None
    """Group block where the call goes on."""


class NumberList(Strict):
    """A list of callers (lista numerów)."""

    numbers: list[PhoneNumber] = Field(default=[])
    """Whole numbers."""
    prefixes: list[Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,14}$")]] = Field(default=[])
    """Beginnings of numbers, with the country code: ``+4822``."""


class BlocklistRule(Strict):
    """Callers who are kept away (czarna lista)."""

    callers: ListName | None = None
    """List of numbers and prefixes."""
    anonymous: bool = False
    """Whether it also covers anonymous callers."""
    dialled: Annotated[list[PhoneNumber], Field(min_length=1)] | None = None
    """Main numbers for which the rule applies; all if omitted."""
    to: Target | None = None
    """Block where such calls go; they are rejected if omitted."""


class OccasionalAnnouncement(Strict):
    """Occasional announcement (komunikat okazjonalny): played before the entry block, for a time."""

    prompt: PromptName
    """Prompt that is played."""
    first: Moment
    """When it begins to be played, on the tenant's clock: `2026-12-24T12:00`, or a day, from its beginning on."""
    last: End
    """When it ends by itself: a moment, or a day, with which it ends."""
    dialled: Annotated[list[PhoneNumber], Field(min_length=1)] | None = None
    """Main numbers for which it is played; all if omitted."""
    then: Literal["continue", "hangup"] = "continue"
    """What comes after it."""
    active: bool = True
    """Whether it is switched on; a feature code may switch it meanwhile."""


class Transfers(Strict):
    """Transfer by keys (transfer połączeń): the called user presses # (blind) or ** (after consultation)."""

    enabled: bool = True
    """Whether called users may transfer calls and park them."""
    external: bool = False
    """Whether a call may be transferred to numbers outside the company too."""
    ring_seconds: Seconds = 20
    """How long the target rings before the caller comes back."""
    park_seconds: Seconds = 60
    """How long a parked call waits before it comes back to whoever parked it."""


class Prompt(Strict):
    """A spoken prompt (komunikat głosowy): text for speech synthesis, or a WAV file beside the spec."""

    text: LongText | None = None
    """What speech synthesis says."""
    wav: (
        Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")] | None
    ) = None
    """WAV file (PCM, 16 bit, mono or stereo, 8 to 48 kHz) in the folder of the spec or below it."""
    language: Language | None = None
    """Language of the text; the tenant's if omitted."""


class Tenant(Strict):
    """One company's virtual switchboard."""

    tenant: Identifier
    """Identifier of the company; also the file's name."""
    name: ShortText
    """Name of the company."""
    language: Language = "pl"
    """Language of system prompts and of texts that name none."""
    timezone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_timezone)] = "Europe/Warsaw"
    """IANA time zone in which schedules are read."""
    contract: Contract = Contract()
    """Limits and minute bundles agreed with the operator."""
    main_numbers: MainNumbers
    """The numbers that callers dial, and the blocks where their calls begin."""
    users: dict[Identifier, User] = Field(default={})
    """People whose phones ring."""
    contacts: dict[Identifier, Contact] = Field(default={})
    """People outside the company whose names are spoken and shown."""
    internal_numbers: dict[InternalNumber, InternalTarget] = Field(default={})
    """Internal numbers (numery wewnętrzne) of 2 to 6 digits: callers dial those that a block offers, users transfer to all."""
    lists: dict[Identifier, NumberList] = Field(default={})
    """Lists of callers."""
    blocklist: list[BlocklistRule] = Field(default=[])
    """Blocked callers; the first rule that matches decides, before everything else."""
    occasional_announcements: dict[Identifier, OccasionalAnnouncement] = Field(default={})
    """Announcements before the entry block, each for a time."""
    transfers: Transfers = Transfers()
    """Transfer and parking by keys."""
    schedules: dict[Identifier, Schedule] = Field(default={})
    """Opening hours, for conditions."""
    prompts: dict[Identifier, Prompt] = Field(default={})
    """What blocks play."""
    blocks: Annotated[dict[Identifier, Block], Field(min_length=1)]
    """The graph of a call: blocks with named exits, each of which leads to a block or to `hangup`."""

    def named(self, collection: Collection) -> list[str]:
        """Return the blocks that are the entries of a collection."""
        return [name for name, block in self.blocks.items() if block.collection == collection]
