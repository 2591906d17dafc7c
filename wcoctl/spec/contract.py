"""What a company agreed with the operator: limits, packages, and what its outgoing calls may cost."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Strict

__all__ = ["Contract", "Outgoing", "Packages", "Quotas"]


class Packages(Strict):
    """Packages of minutes that the company bought (pakiety)."""

    redirect_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of calls to landline phones in a month; 0: no package, nothing is counted."""
    redirect_used_up: Literal["continue", "refuse"] = "continue"
    """When they are used up: calls go on (and are billed), or landline phones are not rung any more."""
    recording_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recording in a month."""
    storage_minutes: Annotated[int, Field(ge=0)] = 0
    """Minutes of recordings kept at a time."""


CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Outgoing(Strict):
    """Spending guard: what users may dial while they present the main number."""

    countries: list[CountryCode] = Field(default=["PL"])
    """Countries that may be called, as ISO 3166 codes."""
    premium: bool = False
    """Whether premium-rate and shared-cost numbers may be called."""
    calls_per_minute: Annotated[int, Field(ge=1, le=100)] = 6
    """How many calls a user may begin in a minute; beyond that the user is locked and an alarm is raised."""
    concurrent: Annotated[int, Field(ge=1, le=50)] = 2
    """How many such calls a user may have at a time; beyond that likewise."""


class Quotas(Strict):
    """What callers may use up of the operator's hosts; an alarm a day tells of a quota that is used up."""

    voicemail_per_caller: Annotated[int, Field(ge=1, le=1000)] = 10
    """Messages that one caller may leave within an hour; all who withhold the number count as one caller."""
    voicemail_minutes: Annotated[int, Field(ge=1, le=10000)] = 300
    """Minutes of messages that callers may leave within 24 hours."""
    spoken_per_minute: Annotated[int, Field(ge=1, le=600)] = 30
    """New texts of personalised announcements that are spoken in a minute; beyond that the other prompt plays."""


class Contract(Strict):
    """What the company agreed with the operator (umowa): limits and packages."""

    main_numbers: Annotated[int, Field(ge=1, le=251)] = 251
    """How many main numbers it may have, the primary included."""
    users: Annotated[int, Field(ge=1, le=500)] = 500
    """How many users it may have."""
    channels: Annotated[int, Field(ge=1, le=1000)] = 30
    """Simultaneous calls of the company."""
    answer_after_seconds: Annotated[int, Field(ge=10, le=150)] = 90
    """How long a caller may hear ringing or a group's music without being answered. Networks give up calls that nobody answers
    after 90 to 180 seconds; who would have to wait longer is answered (from then on the call costs its caller money) and
    goes on waiting."""
    packages: Packages = Packages()
    """Packages of minutes."""
    service_zone: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]$")] | None = None
    """Area code of the service address (strefa numeracyjna); landline main numbers have to belong to it."""
    outgoing: Outgoing = Outgoing()
    """Spending guard for outgoing calls."""
    quotas: Quotas = Quotas()
    """What callers may use up."""
