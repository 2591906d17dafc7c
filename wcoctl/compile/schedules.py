"""Schedules: opening hours as intervals within one day, in minutes since midnight."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from wcoctl.compile.holidays import holiday_rows
from wcoctl.compile.rows import ScheduleDateHoursRow, ScheduleDateRow, ScheduleHoursRow, ScheduleRow
from wcoctl.spec.schedules import Schedule, ScheduleDate

__all__ = ["schedule_rows"]

DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]
"""Open from the first minute until before the second."""


class _Exception(NamedTuple):
    first: date
    last: date
    hours: list[Interval]


def schedule_rows(
    tenant: str, name: str, schedule: Schedule
) -> Iterator[ScheduleRow | ScheduleHoursRow | ScheduleDateRow | ScheduleDateHoursRow]:
    """Yield the rows of one schedule."""
    yield ScheduleRow(tenant, name, int(schedule.holidays == "closed"))
    weekly = _weekly(schedule)
    for weekday, hours in weekly.items():
        yield from (ScheduleHoursRow(tenant, name, weekday, start, end) for start, end in hours)
    for position, exception in enumerate(_exceptions(schedule, weekly), 1):
        days = exception.first.isoformat(), exception.last.isoformat()
        yield ScheduleDateRow(tenant, name, position, *days)
        yield from (ScheduleDateHoursRow(tenant, name, position, *hours) for hours in exception.hours)


def _weekly(schedule: Schedule) -> dict[int, list[Interval]]:
    week: dict[int, list[Interval]] = {weekday: [] for weekday in range(1, 8)}
    for days, hours in schedule.hours.items():
        today, tomorrow = _split(hours)
        for weekday in _weekdays(days):
            week[weekday] += today
            week[weekday % 7 + 1] += tomorrow
    return {weekday: _merge(hours) for weekday, hours in week.items()}


def _exceptions(schedule: Schedule, weekly: dict[int, list[Interval]]) -> Iterator[_Exception]:
    """Yield the exceptions as whole days; hours that run over midnight also open the morning after."""
    for entry in schedule.dates:
        first, last = entry.first, entry.last or entry.first
        today, tomorrow = _split(entry.open)
        if not tomorrow:
            yield _Exception(first, last, _merge(today))
            continue
        after = last + timedelta(days=1)
        yield _Exception(first, first, _merge(today))
        if last > first:
            yield _Exception(first + timedelta(days=1), last, _merge(today + tomorrow))
        yield _Exception(after, after, _merge(tomorrow + _own_hours(schedule, weekly, after)))


def _own_hours(schedule: Schedule, weekly: dict[int, list[Interval]], day: date) -> list[Interval]:
    """Return what the schedule says about a day when no exception comes over from the day before."""
    for entry in schedule.dates:
        if _covers(entry, day):
            return _split(entry.open)[0]
    if schedule.holidays == "closed" and any(row.day == day.isoformat() for row in holiday_rows()):
        return []
    return weekly[day.isoweekday()]


def _covers(entry: ScheduleDate, day: date) -> bool:
    return entry.first <= day <= (entry.last or entry.first)


def _weekdays(days: str) -> list[int]:
    first, _, last = days.partition("-")
    start = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - start) % 7 + 1 if last else 1
    return [(start + offset) % 7 + 1 for offset in range(length)]


def _split(hours: Iterable[str]) -> tuple[list[Interval], list[Interval]]:
    """Return the intervals of the day itself, and those after midnight."""
    today: list[Interval] = []
    tomorrow: list[Interval] = []
    for text in hours:
        start, end = map(_minute, text.split("-"))
        if end > start:
            today.append((start, end))
            continue
        today.append((start, DAY))
        if end:
            tomorrow.append((0, end))
    return today, tomorrow


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _merge(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
