"""Schedules: opening hours by weekday, and exceptions from them."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wcoctl.model.base import Strict, refused

__all__ = ["End", "Moment", "Schedule", "ScheduleDate", "Weekday"]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DayRange = Annotated[
    str, StringConstraints(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$")
]
"""A weekday or a range of them: ``mon``, ``mon-fri``, ``sat-sun``."""

Hours = Annotated[
    str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
]
"""Opening hours ``HH:MM-HH:MM``; an end before the start is on the next day."""

OpeningHours = Annotated[
    list[Hours],
    BeforeValidator(
        lambda hours: [hours] if isinstance(hours, str) else hours, json_schema_input_type=Hours | list[Hours]
    ),
]
"""One interval, or several of them."""


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise refused(f"`{value}` is not a date", "write it as YYYY-MM-DD, such as 2026-12-24") from error


Day = Annotated[date, BeforeValidator(_day)]


_ONLY_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
"""Whether a text is a day alone; ISO 8601 has more spellings of one."""


def _with_dashes(text: str) -> datetime:
    return datetime.fromisoformat(text if _ONLY_A_DAY(text[:10]) else "")


def _moment(value: Any) -> Any:
    try:
        moment = _with_dashes(value) if isinstance(value, str) else value
    except ValueError as error:
        raise refused(f"`{value}` is not a date and time", "write it as YYYY-MM-DDTHH:MM") from error
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        raise refused(f"`{value}` names a time zone", "remove it: the tenant's time zone applies")
    return moment


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A moment on the tenant's clock: ``2026-12-24T12:00``; a day alone is its beginning."""


def _end(value: Any) -> Any:
    moment = _moment(value)
    alone = isinstance(value, str) and _ONLY_A_DAY(value)
    if not alone or not isinstance(moment, datetime):
        return moment
    # Who writes 9999-12-31 means that it never ends; there is no day after it.
    return min(moment, datetime.max - timedelta(days=1)) + timedelta(days=1)


End = Annotated[datetime, BeforeValidator(_end)]
"""A moment at which something ends; a day alone is meant to its end, as in schedules."""


class ScheduleDate(Strict):
    """An exception from the weekly hours: a day or a range of days."""

    first: Day
    """First day, YYYY-MM-DD."""
    last: Day | None = None
    """Last day of the range; the same day if omitted."""
    open: OpeningHours = Field(default=[])
    """Opening hours that begin on these days; none for closed. A night that began on the day before goes on."""


class Schedule(Strict):
    """Opening hours (harmonogram) in the tenant's time zone."""

    hours: dict[DayRange, OpeningHours] = Field(default={})
    """Weekly opening hours by day or range of days (`mon-fri`); days that are not named are closed.
    Hours over midnight (`22:00-06:00`) belong to the day on which they begin, and go on into whatever day follows."""
    holidays: Literal["closed", "ignored"] = "closed"
    """What Polish public holidays do."""
    dates: list[ScheduleDate] = Field(default=[])
    """Exceptions; the first that covers the day decides, before holidays and weekly hours."""
