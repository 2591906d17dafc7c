"""Rules about opening hours: no day named twice, no interval over another, no range that runs backwards."""

from collections.abc import Iterator
from itertools import pairwise

from wcoctl.model.finding import Finding, Names, Place
from wcoctl.model.schedules import Schedule
from wcoctl.model.tenant import Tenant

__all__ = ["check_schedules"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY

_Interval = tuple[int, int, Place, str]


def check_schedules(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each minute of a schedule is open or closed in one way only."""
    for name, schedule in tenant.schedules.items():
        yield from _week(schedule, ("schedules", name, "hours"))
        for position, exception in enumerate(schedule.dates):
            place = ("schedules", name, "dates", position)
            if exception.last is not None and exception.last < exception.first:
                message = f"ends on {exception.last}, before it begins on {exception.first}"
                yield Finding((*place, "last"), message, "swap the two days")
            day = [_interval(hours, 0, (*place, "open", index)) for index, hours in enumerate(exception.open)]
            yield from _overlaps(day)


def _week(schedule: Schedule, place: Place) -> Iterator[Finding]:
    named: dict[int, str] = {}
    intervals: list[_Interval] = []
    for days, hours in schedule.hours.items():
        first, last = _DAYS.index(days[:3]), _DAYS.index(days[-3:])
        if last < first:
            hint = "write two ranges: one up to sun, one from mon"
            yield Finding((*place, days), "crosses the end of the week", hint)
        for day in range(first, last + 1):
            if named.setdefault(day, days) != days:
                yield Finding(
                    (*place, days),
                    f"{_DAYS[day]} is already covered by `{named[day]}`",
                    "list each day once",
                )
                continue
            intervals += [_interval(text, day, (*place, days, index)) for index, text in enumerate(hours)]
    yield from _overlaps(intervals)


def _interval(hours: str, day: int, place: Place) -> _Interval:
    """Return an interval in minutes since Monday; an end before the start is on the next day."""
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in hours.split("-"))
    start, end = start + day * _DAY, end + day * _DAY
    return start, end if end >= start else end + _DAY, place, hours


def _overlaps(intervals: list[_Interval]) -> Iterator[Finding]:
    """Yield each pair of neighbours that overlap, once for each place; Sunday's night reaches into Monday."""
    said: set[Place] = set()
    around = sorted(intervals)
    around += [(start + _WEEK, end + _WEEK, place, hours) for start, end, place, hours in around[:1]]
    for start, end, place, hours in intervals:
        if start == end and place not in said:
            said.add(place)
            yield Finding(
                place, f"`{hours}` is an empty range", "write 00:00-24:00 for the whole day, or delete it"
            )
    for (_, end, _, before), (start, _, place, hours) in pairwise(around):
        if start < end and place not in said:
            said.add(place)
            yield Finding(place, f"`{hours}` overlaps `{before}`", "merge the two ranges, or separate them")
