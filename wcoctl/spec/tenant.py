"""The tenant spec: one company's virtual switchboard."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Identifier, Language, Seconds, ShortText, Strict
from wcoctl.spec.blocks import Block
from wcoctl.spec.numbers import PhoneNumber

__all__ = [
    "Contract",
    "InternalTarget",
    "MainNumbers",
    "NumberList",
    "Packages",
    "Prompt",
    "Schedule",
    "ScheduleDate",
    "Tenant",
    "User",
    "Weekday",
]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DayRange = Annotated[str, StringConstraints(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$")]
"""A weekday or a range of them: ``mon``, ``mon-fri``, ``sat-sun``."""

Hours = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""Opening hours ``HH:MM-HH:MM``; an end before the start is on the next day."""

InternalNumber = Annotated[str, StringConstraints(pattern=r"^\d{2,6}$")]


class Packages(Strict):
    """Packages of minutes that the company bought (pakiety)."""

    redirect_minutes: Annotated[int, Field(ge=0)] = 0
    recording_minutes: Annotated[int, Field(ge=0)] = 0
    storage_minutes: Annotated[int, Field(ge=0)] = 0


class Contract(Strict):
    """What the company agreed with the operator (umowa): limits and packages."""

    main_numbers: Annotated[int, Field(ge=1, le=251)] = 251
    users: Annotated[int, Field(ge=1, le=500)] = 500
    channels: Annotated[int, Field(ge=1, le=1000)] = 30
    """Simultaneous calls of the company."""
    packages: Packages = Packages()


class PrimaryNumber(Strict):
    """The number that identifies the company (numer główny podstawowy)."""

    number: PhoneNumber
    entry: Identifier
    """Block where its calls begin."""


class AdditionalNumber(Strict):
    """A further main number (numer główny dodatkowy); without an entry it behaves as the primary."""

    number: PhoneNumber
    entry: Identifier | None = None


class MainNumbers(Strict):
    """The numbers that callers dial."""

    primary: PrimaryNumber
    additional: list[AdditionalNumber] = []


class User(Strict):
    """A person whose ordinary phone the switchboard rings (użytkownik)."""

    name: ShortText
    number: PhoneNumber
    """Any mobile or landline, any network."""
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)] | None = None
    ring_seconds: Seconds = 25
    active: bool = True
    """An inactive user's phone is not rung."""


class InternalTarget(Strict):
    """What an internal number reaches: a user, or a group block."""

    user: Identifier | None = None
    group: Identifier | None = None


class NumberList(Strict):
    """A list of callers (lista numerów)."""

    numbers: list[PhoneNumber] = []
    prefixes: list[Annotated[str, StringConstraints(pattern=r"^\+\d{1,14}$")]] = []


class ScheduleDate(Strict):
    """An exception from the weekly hours: a day or a range of days."""

    first: date
    last: date | None = None
    """Last day of the range; the same day when left out."""
    open: list[Hours] = []
    """Opening hours on these days; none for closed."""


class Schedule(Strict):
    """Opening hours (harmonogram) in the tenant's time zone."""

    hours: dict[DayRange, Hours | list[Hours]] = {}
    holidays: Literal["closed", "ignored"] = "closed"
    """What Polish public holidays do."""
    dates: list[ScheduleDate] = []
    """Exceptions; the first that covers the day decides, before holidays and weekly hours."""


class Prompt(Strict):
    """A spoken prompt (komunikat głosowy): text for speech synthesis, or a WAV file beside the spec."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)] | None = None
    wav: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None
    language: Language | None = None
    """Language of the text; the tenant's when left out."""


class Tenant(Strict):
    """One company's virtual switchboard."""

    tenant: Identifier
    """Identifier of the company; also the file's name."""
    name: ShortText
    language: Language = "pl"
    timezone: str = "Europe/Warsaw"
    contract: Contract = Contract()
    main_numbers: MainNumbers
    users: dict[Identifier, User] = {}
    internal_numbers: dict[InternalNumber, InternalTarget] = {}
    lists: dict[Identifier, NumberList] = {}
    schedules: dict[Identifier, Schedule] = {}
    prompts: dict[Identifier, Prompt] = {}
    blocks: dict[Identifier, Block]


