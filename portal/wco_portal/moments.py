"""Days and times as people of a language write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from wco_portal.texts import Language

__all__ = ["HOME_ZONE", "LOCALES", "day_range", "moment_text", "zone_of"]

HOME_ZONE = "Europe/Warsaw"
"""Of the operator's pages, and of a company that names none."""
LOCALES = {"pl": "pl_PL", "en": "en_GB"}


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of a name; the operator's if a file with mistakes names none that exists."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(HOME_ZONE)


def moment_text(moment: datetime | None, language: Language, zone: ZoneInfo) -> str:
    """Return a moment with its seconds; nothing for None."""
    if moment is None:
        return ""
    return format_datetime(moment.astimezone(zone), "medium", locale=LOCALES[language])


def day_range(
    first: date | None, last: date | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Return when the first day begins, and when the last one is over."""
    begin = datetime.combine(first, time(), zone) if first else None
    over = last if last is None or last == date.max else last + timedelta(days=1)
    return begin, datetime.combine(over, time(), zone) if over else None
