"""The tenant spec: one company's virtual switchboard."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from wcoctl.spec.base import Identifier, Language, LongText, Seconds, ShortText, Strict, refused
from wcoctl.spec.blocks import Block
from wcoctl.spec.numbers import PhoneNumber

__all__ = [
    "AdditionalNumber",
    "Contract",
    "InternalTarget",
    "MainNumbers",
    "NumberList",
    "Packages",
    "PrimaryNumber",
    "Prompt",
    "Schedule",
    "ScheduleDate",
    "Tenant",
    "User",
    "Weekday",
]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DayRange = Annotated[
    str, StringConstraints(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$")
]
"""A weekday or a range of them: ``mon``, ``mon-fri``, ``sat-sun``."""

Hours = Annotated[
    str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]
"""Opening hours ``HH:MM-HH:MM``; an end before the start is on the next day."""

OpeningHours = Annotated[
    list[Hours],
    BeforeValidator(
        lambda hours: [hours] if isinstance(hours, str) else hours, json_schema_input_type=Hours | list[Hours]
    ),
]
"""One interval, or several of them."""

InternalNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")]


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise refused(f"`{value}` is not a day", "write it as YYYY-MM-DD, such as 2026-12-24") from error


Day = Annotated[date, BeforeValidator(_day)]


@lru_cache(maxsize=1024)
def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise refused(f"`{name}` is not a time zone", "write an IANA name, such as Europe/Warsaw") from error
    return name


class Packages(Strict):
    """Packages of minutes that the company bought (pakiety)."""

    redirect_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of redirected calls in a month."""
    recording_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recording in a month."""
    storage_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recordings kept at a time."""


class Contract(Strict):
    """What the company agreed with the operator (umowa): limits and packages."""

    main_numbers: Annotated[int, Field(ge=1, le=251)] = 251
    """How many main numbers it may have, the primary included."""
    users: Annotated[int, Field(ge=1, le=500)] = 500
    """How many users it may have."""
    channels: Annotated[int, Field(ge=1, le=1000)] = 30
    """Simultaneous calls of the company."""
    packages: Packages = Packages()
    """Packages of minutes."""


class PrimaryNumber(Strict):
    """The number that identifies the company (numer główny podstawowy)."""

    number: PhoneNumber
    """Mobile or landline number of the operator."""
    entry: Identifier
    """Block where its calls begin."""


class AdditionalNumber(Strict):
    """A further main number (numer główny dodatkowy)."""

    number: PhoneNumber
    """Mobile or landline number of the operator."""
    entry: Identifier | None = None
    """Block where its calls begin; the primary's when left out."""


class MainNumbers(Strict):
    """The numbers that callers dial."""

    primary: PrimaryNumber
    """The number that identifies the company."""
    additional: Annotated[list[AdditionalNumber], Field(max_length=250)] = Field(default=[])
    """All further numbers."""


class User(Strict):
    """A person whose ordinary phone the switchboard rings (użytkownik)."""

    name: ShortText
    """Name for people: lists, reports, panels."""
    number: PhoneNumber
    """Any mobile or landline, any network."""
    email: (
        Annotated[
            str,
            StringConstraints(
                pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+$", max_length=254
            ),
        ]
        | None
    ) = None
    """Address for messages; none when left out."""
    ring_seconds: Seconds = 25
    """How long the phone rings before the call counts as not answered."""
    active: bool = True
    """An inactive user's phone is not rung."""


class InternalTarget(Strict):
    """What an internal number reaches: either a user or a group block."""

    user: Identifier | None = None
    """User whose phone rings."""
    group: Identifier | None = None
    """Group block where the call goes on."""


class NumberList(Strict):
    """A list of callers (lista numerów)."""

    numbers: list[PhoneNumber] = Field(default=[])
    """Whole numbers."""
    prefixes: list[Annotated[str, StringConstraints(pattern=r"^\+[0-9]{1,14}$")]] = Field(default=[])
    """Beginnings of numbers, with the country code: ``+4822``."""


class ScheduleDate(Strict):
    """An exception from the weekly hours: a day or a range of days."""

    first: Day
    """First day, YYYY-MM-DD."""
    last: Day | None = None
    """Last day of the range; the same day when left out."""
    open: OpeningHours = Field(default=[])
    """Opening hours on these days; none for closed."""


class Schedule(Strict):
    """Opening hours (harmonogram) in the tenant's time zone."""

    hours: dict[DayRange, OpeningHours] = Field(default={})
    """Weekly opening hours by day or range of days (`mon-fri`); days that are not named are closed."""
    holidays: Literal["closed", "ignored"] = "closed"
    """What Polish public holidays do."""
    dates: list[ScheduleDate] = Field(default=[])
    """Exceptions; the first that covers the day decides, before holidays and weekly hours."""


class Prompt(Strict):
    """A spoken prompt (komunikat głosowy): text for speech synthesis, or a WAV file beside the spec."""

    text: LongText | None = None
    """What speech synthesis says."""
    wav: (
        Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")] | None
    ) = None
    """WAV file (PCM, 16 bit, mono or stereo, 8 to 48 kHz) in the folder of the spec or below it."""
    language: Language | None = None
    """Language of the text; the tenant's when left out."""


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
    """Limits and packages agreed with the operator."""
    main_numbers: MainNumbers
    """The numbers that callers dial, and the blocks where their calls begin."""
    users: dict[Identifier, User] = Field(default={})
    """People whose phones ring."""
    internal_numbers: dict[InternalNumber, InternalTarget] = Field(default={})
    """Internal numbers (numery wewnętrzne) of 2 to 6 digits."""
    lists: dict[Identifier, NumberList] = Field(default={})
    """Lists of callers, for conditions."""
    schedules: dict[Identifier, Schedule] = Field(default={})
    """Opening hours, for conditions."""
    prompts: dict[Identifier, Prompt] = Field(default={})
    """What blocks play."""
    blocks: Annotated[dict[Identifier, Block], Field(min_length=1)]
    """The graph of a call: blocks with named exits, each of which leads to a block or to `hangup`."""
