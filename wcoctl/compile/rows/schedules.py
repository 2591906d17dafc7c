"""When a company is open."""

from typing import NamedTuple

__all__ = ["ScheduleDateHoursRow", "ScheduleDateRow", "ScheduleHoursRow", "ScheduleRow"]


class ScheduleRow(NamedTuple):
    """A schedule, and whether public holidays close it."""

    tenant: str
    schedule: str
    close_on_holidays: int


class ScheduleHoursRow(NamedTuple):
    """Weekly opening hours that begin on a weekday."""

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
    """Opening hours that begin on a day of an exception."""

    tenant: str
    schedule: str
    position: int
    from_minute: int
    to_minute: int
