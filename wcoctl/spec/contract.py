"""What a company agreed with the operator: limits, packages, and what its outgoing calls may cost."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Strict

__all__ = ["Contract", "Outgoing", "Packages"]


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
    service_zone: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]$")] | None = None
    """Area code of the service address (strefa numeracyjna); landline main numbers have to belong to it."""
    outgoing: Outgoing = Outgoing()
    """Spending guard for outgoing calls."""
