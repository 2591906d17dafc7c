"""Days and times as people of a language write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from wco_portal.texts import Language

__all__ = ["moments"]

_ZONE = ZoneInfo("Europe/Warsaw")
_LOCALES = {"pl": "pl_PL", "en": "en_GB"}


def moments(moment: datetime | None, language: Language) -> str:
    """Return a moment with its seconds; nothing for None."""
    if moment is None:
        return ""
    return format_datetime(moment.astimezone(_ZONE), "medium", locale=_LOCALES[language])
