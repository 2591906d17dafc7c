"""Schedules: opening hours of a day, in minutes since its midnight; the night counts on beyond 1440."""

from collections.abc import Iterable, Iterator

from wcoctl.compile.rows import ScheduleDateHoursRow, ScheduleDateRow, ScheduleHoursRow, ScheduleRow
from wcoctl.model.schedules import Schedule

__all__ = ["schedule_rows"]

DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]
"""Open from the first minute until before the second."""


def schedule_rows(
    tenant: str, name: str, schedule: Schedule
) -> Iterator[ScheduleRow | ScheduleHoursRow | ScheduleDateRow | ScheduleDateHoursRow]:
    """Yield the rows of one schedule."""
    yield ScheduleRow(tenant, name, int(schedule.holidays == "closed"))
    week: dict[int, list[str]] = {weekday: [] for weekday in range(1, 8)}
    for days, hours in schedule.hours.items():
        for weekday in _weekdays(days):
            week[weekday] += hours
    for weekday, hours in week.items():
        yield from (ScheduleHoursRow(tenant, name, weekday, *interval) for interval in _intervals(hours))
    for position, entry in enumerate(schedule.dates, 1):
        days_of_entry = entry.first.isoformat(), (entry.last or entry.first).isoformat()
        yield ScheduleDateRow(tenant, name, position, *days_of_entry)
        yield from (
            ScheduleDateHoursRow(tenant, name, position, *interval) for interval in _intervals(entry.open)
        )


def _weekdays(days: str) -> list[int]:
    first, _, last = days.partition("-")
    start = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - start) % 7 + 1 if last else 1
    return [(start + offset) % 7 + 1 for offset in range(length)]


def _intervals(hours: Iterable[str]) -> list[Interval]:
    """Return hours as intervals; those that touch become one."""
    merged: list[Interval] = []
    for start, end in sorted(map(_interval, hours)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _interval(hours: str) -> Interval:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    return start, end if end > start else end + DAY
