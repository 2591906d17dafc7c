"""One row type for each table of the call plan; columns stand in the order of ``schemas/callplan.sql``."""

from typing import NamedTuple

__all__ = [
    "TABLES",
    "AnnouncementRow",
    "BlockRow",
    "CallGroupRow",
    "DialRow",
    "ExitRow",
    "HangupRow",
    "HolidayRow",
    "InputRow",
    "InternalNumberRow",
    "ListEntryRow",
    "MemberRow",
    "NumberRow",
    "PromptRow",
    "Row",
    "RuleDialledRow",
    "RuleRow",
    "ScheduleDateHoursRow",
    "ScheduleDateRow",
    "ScheduleHoursRow",
    "ScheduleRow",
    "TenantRow",
    "UserRow",
]

Row = tuple[str | int, ...]
"""What every row is."""


class TenantRow(NamedTuple):
    """The company itself."""

    tenant: str
    name: str
    language: str
    timezone: str
    slot: int
    channels: int


class NumberRow(NamedTuple):
    """A main number and the block where its calls begin."""

    number: str
    tenant: str
    entry: str
    is_primary: int


class UserRow(NamedTuple):
    """A person with a phone."""

    tenant: str
    user: str
    name: str
    number: str
    email: str
    ring: int
    active: int


class BlockRow(NamedTuple):
    """A block of the switchboard."""

    tenant: str
    block: str
    type: str
    language: str


class ExitRow(NamedTuple):
    """Where an exit leads; an empty target hangs up."""

    tenant: str
    block: str
    exit: str
    target: str


class InputRow(NamedTuple):
    """What a menu or internal number block plays and how long it waits for digits."""

    tenant: str
    block: str
    prompt: str
    retry_prompt: str
    no_input: int
    inter_digit: int
    repeats: int
    barge_in: int
    keys: int
    longest: int


class InternalNumberRow(NamedTuple):
    """An internal number that may be dialled in a block."""

    tenant: str
    block: str
    digits: str
    user: str
    group_block: str


class DialRow(NamedTuple):
    """The one phone that a user or redirect block rings."""

    tenant: str
    block: str
    user: str
    number: str
    ring: int


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


class MemberRow(NamedTuple):
    """A member of a group who can be rung."""

    tenant: str
    block: str
    position: int
    user: str


class RuleRow(NamedTuple):
    """One rule of a condition."""

    tenant: str
    block: str
    position: int
    schedule: str
    schedule_open: int
    callers: str
    anonymous: int
    dialled: int


class RuleDialledRow(NamedTuple):
    """A main number that a rule asks for."""

    tenant: str
    block: str
    position: int
    number: str


class ListEntryRow(NamedTuple):
    """A number or prefix on a list of callers."""

    tenant: str
    list: str
    value: str
    is_prefix: int


class ScheduleRow(NamedTuple):
    """A schedule, and whether public holidays close it."""

    tenant: str
    schedule: str
    close_on_holidays: int


class ScheduleHoursRow(NamedTuple):
    """Weekly opening hours within one weekday."""

    tenant: str
    schedule: str
    weekday: int
    from_minute: int
    to_minute: int


class ScheduleDateRow(NamedTuple):
    """An exception from the weekly hours."""

    tenant: str
    schedule: str
    position: int
    first_day: str
    last_day: str


class ScheduleDateHoursRow(NamedTuple):
    """Opening hours of an exception."""

    tenant: str
    schedule: str
    position: int
    from_minute: int
    to_minute: int


class AnnouncementRow(NamedTuple):
    """What an announcement plays."""

    tenant: str
    block: str
    prompt: str


class HangupRow(NamedTuple):
    """How a hang-up block ends the call."""

    tenant: str
    block: str
    cause: str


class PromptRow(NamedTuple):
    """Audio that the tenant's blocks play."""

    tenant: str
    prompt: str


class HolidayRow(NamedTuple):
    """A public holiday; belongs to the site, not to a tenant."""

    day: str
    name: str


TABLES: dict[type[Row], str] = {
    TenantRow: "tenant",
    NumberRow: "number",
    UserRow: "user",
    BlockRow: "block",
    ExitRow: "exit",
    InputRow: "input",
    InternalNumberRow: "internal_number",
    DialRow: "dial",
    CallGroupRow: "call_group",
    MemberRow: "member",
    RuleRow: "rule",
    RuleDialledRow: "rule_dialled",
    ListEntryRow: "list_entry",
    ScheduleRow: "schedule",
    ScheduleHoursRow: "schedule_hours",
    ScheduleDateRow: "schedule_date",
    ScheduleDateHoursRow: "schedule_date_hours",
    AnnouncementRow: "announcement",
    HangupRow: "hangup",
    PromptRow: "prompt",
    HolidayRow: "holiday",
}
"""The table of each row type, in the order of the schema."""
