"""What belongs to the site, not to a tenant."""

from typing import NamedTuple

__all__ = ["EmergencyRow", "HolidayRow", "LandlineRow", "PremiumRow"]


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
