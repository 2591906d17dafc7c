"""What a company agreed with the operator: limits, minute bundles, and what its outgoing calls may cost."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.model.base import Strict

__all__ = ["CompanyLimits", "Contract", "MinuteBundles", "Outgoing", "Quotas"]


class MinuteBundles(Strict):
    """Minute bundles that the company bought (pakiety)."""

    redirect_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of calls to landline phones in a month; 0: no bundle, nothing is counted."""
    redirect_used_up: Literal["continue", "refuse"] = "continue"
    """When they are used up: calls go on (and are billed), or landline phones are no longer rung."""
    recording_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recording in a month."""
    storage_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recordings kept at a time."""


CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CompanyLimits(Strict):
    """What all calls out of the company may come to: dialled by users, transferred, redirected, called back.

    Calls to users' own phones do not count. Beyond a limit further calls out are refused until the count is below it again, and an
    alarm is raised.
    """

    calls_per_minute: Annotated[int, Field(ge=1, le=6000)] = 60
    """How many may begin in a minute."""
    calls_per_day: Annotated[int, Field(ge=1, le=1000000)] = 2000
    """How many may begin in 24 hours."""
    concurrent: Annotated[int, Field(ge=1, le=1000)] = 30
    """How many there may be at a time."""


class Outgoing(Strict):
    """Spending guard: which numbers the company's calls may reach, and how many calls there may be."""

    countries: list[CountryCode] = Field(default=["PL"])
    """Countries whose numbers may be rung, as ISO 3166 codes. It holds for every number of this file that rings."""
    premium: bool = False
    """Whether numbers of these countries may be rung that cost more: premium-rate and shared-cost numbers, personal
    numbers, pagers, universal access numbers."""
    calls_per_minute: Annotated[int, Field(ge=1, le=100)] = 6
    """How many calls a user may begin in a minute, external transfers included; whoever exceeds it is locked, and an
    alarm is raised."""
    calls_per_day: Annotated[int, Field(ge=1, le=10000)] = 200
    """How many calls a user may begin in 24 hours; the same applies beyond that."""
    concurrent: Annotated[int, Field(ge=1, le=50)] = 2
    """How many such calls a user may have at a time; the same applies beyond that."""
    company: CompanyLimits = CompanyLimits()
    """Limits of all users together."""


class Quotas(Strict):
    """What callers may use up of the operator's hosts; one alarm a day reports a quota that is used up."""

    voicemail_per_caller: Annotated[int, Field(ge=1, le=1000)] = 10
    """Messages that one caller may leave within an hour; all anonymous callers count as one."""
    voicemail_minutes: Annotated[int, Field(ge=1, le=10000)] = 300
    """Minutes of messages that callers may leave within 24 hours."""
    spoken_per_minute: Annotated[int, Field(ge=1, le=600)] = 30
    """New texts of personalised announcements that are spoken in a minute; beyond that the other prompt plays."""


class Contract(Strict):
    """What the company agreed with the operator (umowa): limits and minute bundles."""

    suspended: bool = False
    """Whether the operator has suspended the company: new calls to it and of its users are refused, but for emergency calls; all
    that it has stays."""
    main_numbers: Annotated[int, Field(ge=1, le=251)] = 251
    """How many main numbers it may have, the primary included."""
    users: Annotated[int, Field(ge=1, le=500)] = 500
    """How many users it may have."""
    channels: Annotated[int, Field(ge=1, le=1000)] = 30
    """Simultaneous calls of the company."""
    answer_after_seconds: Annotated[int, Field(ge=10, le=150)] = 90
    """How long a caller may hear ringing or a group's music without being answered. Networks give up calls that nobody answers
    after 90 to 180 seconds; callers who would have to wait longer are answered (from then on the call costs its caller money) and
    goes on waiting."""
    minute_bundles: MinuteBundles = MinuteBundles()
    """Minute bundles."""
    service_zone: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]$")] | None = None
    """Area code of the service address (strefa numeracyjna); landline main numbers have to belong to it."""
    call_records_days: Annotated[int, Field(ge=30, le=3650)] = 365
    """Days for which what the company's calls leave behind is kept: records, callers' answers and alarms."""
    outgoing: Outgoing = Outgoing()
    """Spending guard for outgoing calls."""
    quotas: Quotas = Quotas()
    """What callers may use up."""

    @property
    def open_channels(self) -> int:
        """Return how many calls the company may have now."""
        return 0 if self.suspended else self.channels
