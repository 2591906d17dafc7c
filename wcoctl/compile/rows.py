"""One row type for each table of the call plan; columns stand in the order of ``schemas/callplan.sql``."""

from typing import NamedTuple

__all__ = [
    "TABLES",
    "AnnouncementRow",
    "BlackListDialledRow",
    "BlackListRow",
    "BlockRow",
    "CallGroupRow",
    "ContactRow",
    "DialRow",
    "DirectRow",
    "EmergencyRow",
    "ExitRow",
    "HangupRow",
    "HolidayRow",
    "InputRow",
    "InternalNumberRow",
    "LandlineRow",
    "ListEntryRow",
    "MemberRow",
    "NumberRow",
    "OccasionalDialledRow",
    "OccasionalRow",
    "OutgoingCountryRow",
    "PersonalRow",
    "PhoneServiceRow",
    "PremiumRow",
    "PromptRow",
    "Row",
    "RuleDialledRow",
    "RuleRow",
    "ScheduleDateHoursRow",
    "ScheduleDateRow",
    "ScheduleHoursRow",
    "ScheduleRow",
    "ServerRow",
    "ServiceCodeRow",
    "SurveyQuestionRow",
    "SurveyRow",
    "TenantRow",
    "UserRow",
    "VoicemailRow",
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
    redirect_minutes: int
    redirect_refuse: int
    calls_per_minute: int
    concurrent: int
    premium: int
    transfers: int
    transfers_external: int
    transfer_ring: int
    park: int


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
    landline: int
    redirect_always: str
    redirect_busy: str
    redirect_no_answer: str
    rights: str
    presents: str
    presents_always: int


class DirectRow(NamedTuple):
    """A user's own number that the operator's network routes here."""

    number: str
    tenant: str
    user: str
    entry: str


class OutgoingCountryRow(NamedTuple):
    """A calling code that outgoing calls may reach."""

    tenant: str
    prefix: str


class ContactRow(NamedTuple):
    """Somebody outside the company whose name it knows."""

    tenant: str
    number: str
    name: str


class BlackListRow(NamedTuple):
    """A rule that keeps callers away."""

    tenant: str
    position: int
    callers: str
    anonymous: int
    dialled: int
    target: str


class BlackListDialledRow(NamedTuple):
    """A main number that a rule of the black list is about."""

    tenant: str
    position: int
    number: str


class OccasionalRow(NamedTuple):
    """An announcement before the entry block, for a time."""

    tenant: str
    announcement: str
    position: int
    prompt: str
    first: int
    last: int
    dialled: int
    hangup: int
    active: int


class OccasionalDialledRow(NamedTuple):
    """A main number for which an occasional announcement is played."""

    tenant: str
    announcement: str
    number: str


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
    landline: int


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
    variable: str
    equals: str


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


class PersonalRow(NamedTuple):
    """A text that is spoken for one caller."""

    tenant: str
    block: str
    text: str
    user_name: str
    otherwise: str


class VoicemailRow(NamedTuple):
    """Whose voicemail a block is, and where its messages go."""

    tenant: str
    block: str
    owner: str
    recipients: str
    greeting: str
    max_seconds: int


class SurveyRow(NamedTuple):
    """Whom a survey asks."""

    tenant: str
    block: str
    one_in: int
    min_talk: int
    not_again_days: int
    no_input: int
    repeats: int
    thanks: str


class SurveyQuestionRow(NamedTuple):
    """One question of a survey."""

    tenant: str
    block: str
    position: int
    question: str
    prompt: str
    digits: str


class ServerRow(NamedTuple):
    """Which server is called, and what of its answer is used."""

    tenant: str
    block: str
    url: str
    timeout_ms: int
    values: str
    variables: str


class PhoneServiceRow(NamedTuple):
    """How long a phone service waits for a code."""

    tenant: str
    block: str
    no_input: int
    repeats: int


class ServiceCodeRow(NamedTuple):
    """What a code of a phone service does."""

    tenant: str
    block: str
    code: str
    action: str
    subject: str
    hours: int


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


class EmergencyRow(NamedTuple):
    """An emergency number; belongs to the site."""

    number: str


class LandlineRow(NamedTuple):
    """The beginning of landline numbers; belongs to the site."""

    prefix: str


class PremiumRow(NamedTuple):
    """The beginning of premium-rate numbers; belongs to the site."""

    prefix: str


TABLES: dict[type[Row], str] = {
    TenantRow: "tenant",
    NumberRow: "number",
    UserRow: "user",
    DirectRow: "direct",
    OutgoingCountryRow: "outgoing_country",
    ContactRow: "contact",
    BlackListRow: "black_list",
    BlackListDialledRow: "black_list_dialled",
    OccasionalRow: "occasional",
    OccasionalDialledRow: "occasional_dialled",
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
    PersonalRow: "personal",
    VoicemailRow: "voicemail",
    SurveyRow: "survey",
    SurveyQuestionRow: "survey_question",
    ServerRow: "server",
    PhoneServiceRow: "phone_service",
    ServiceCodeRow: "service_code",
    HangupRow: "hangup",
    PromptRow: "prompt",
    HolidayRow: "holiday",
    EmergencyRow: "emergency",
    LandlineRow: "landline",
    PremiumRow: "premium",
}
"""The table of each row type, in the order of the schema."""
