"""Days and times as people of a language write them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from wco_portal.texts import Language

__all__ = ["LOCALES", "day_range", "moment_text"]

_ZONE = ZoneInfo("Europe/Warsaw")
LOCALES = {"pl": "pl_PL", "en": "en_GB"}


def moment_text(moment: datetime | None, language: Language) -> str:
    """Return a moment with its seconds; nothing for None."""
    if moment is None:
        return ""
    return format_datetime(moment.astimezone(_ZONE), "medium", locale=LOCALES[language])


def day_range(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return when the first day begins, and when the last one is over."""
    begin = datetime.combine(first, time(), _ZONE) if first else None
    over = last if last is None or last == date.max else last + timedelta(days=1)
    return begin, datetime.combine(over, time(), _ZONE) if over else None
