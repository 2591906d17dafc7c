"""What belongs to the site, not to a tenant."""

from typing import NamedTuple

__all__ = ["EmergencyRow", "HolidayRow", "NumberRangeRow"]


class HolidayRow(NamedTuple):
    """A public holiday; belongs to the site, not to a tenant."""

    day: str
    name: str


class EmergencyRow(NamedTuple):
    """An emergency number; belongs to the site."""

    number: str


class NumberRangeRow(NamedTuple):
    """Where numbers of a country and kind begin; belongs to the site."""

    first: str
    region: str
    kind: str
    lengths: str
