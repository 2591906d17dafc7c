"""When what is switched over ends by itself: what the form proposes, and what was chosen."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from wco_portal.texts import marked
from wcoctl.simulate import Switchboard, first_opening

__all__ = ["ENDS", "Chosen", "WrongEnd", "end_of", "openings"]

ENDS: Mapping[str, str] = {
    "today": marked("at the end of today"),
    "opening": marked("at the next opening from tomorrow on"),
    "time": marked("at the day and time below"),
    "never": marked("when it is switched again"),
}
_LONGEST = timedelta(days=366)


class WrongEnd(ValueError):
    """What was chosen is no end."""


class Chosen(NamedTuple):
    """What stands in the form."""

    end: str
    day: str = ""
    time: str = ""


def openings(board: Switchboard, schedule: str, now: datetime) -> datetime | None:
    """Return when a schedule next opens from tomorrow on; with none named, the first one of all that does."""
    names = [schedule] if schedule else list(board.schedules)
    tomorrow = now.date() + timedelta(days=1)
    found = [first_opening(board, name, tomorrow) for name in names]
    return min((one.replace(tzinfo=now.tzinfo) for one in found if one), default=None)


def end_of(chosen: Chosen, opening: datetime | None, now: datetime, *, schedule: bool) -> datetime | None:
    """Return when it ends; None: not by itself, which no schedule may. ``now`` is on the company's clock."""
    match chosen.end:
        case "today":
            return datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        case "opening" if opening:
            return opening
        case "never" if not schedule:
            return None
        case "time":
            return _moment(chosen, now)
        case _:
            raise WrongEnd


def _moment(chosen: Chosen, now: datetime) -> datetime:
    try:
        day, hour = date.fromisoformat(chosen.day), time.fromisoformat(chosen.time)
    except ValueError:
        raise WrongEnd from None
    if hour.tzinfo or day > now.date() + _LONGEST:
        raise WrongEnd
    moment = datetime.combine(day, hour, ZoneInfo(str(now.tzinfo))).astimezone(UTC)
    if moment <= now:
        raise WrongEnd
    return moment
