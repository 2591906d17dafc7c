"""Moments as pages write them: in the time of the operator's country, in the visitor's language."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from wco_portal.texts import Language

__all__ = ["day_range", "written"]

_ZONE = ZoneInfo("Europe/Warsaw")


def written(moment: datetime, language: Language) -> str:
    """Return a moment as people write it."""
    local = moment.astimezone(_ZONE)
    return format_datetime(
        local, "d MMM y, HH:mm:ss" if language == "pl" else "d MMM y HH:mm:ss", locale=language
    )


def day_range(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return when the first day begins, and when the last one is over."""
    begin = datetime.combine(first, time(), _ZONE) if first else None
    over = last if last is None or last == date.max else last + timedelta(days=1)
    return begin, datetime.combine(over, time(), _ZONE) if over else None
