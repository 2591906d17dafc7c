"""Schedules: whether one is open now, and what says so."""

from datetime import date, datetime, time, timedelta

from wcoctl.simulate.session import WalkSession
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["first_opening", "opening", "planned"]

DAY = 24 * 60


def opening(session: WalkSession, schedule: str) -> tuple[bool, str]:
    """Return whether a schedule is open at the present moment of a call, and why."""
    if (held := session.switches.get(("schedule", schedule))) in ("open", "closed"):
        return held == "open", f"schedule {schedule} is held {held} by a switch"
    return planned(session.board, schedule, session.local_time())


def planned(board: Switchboard, schedule: str, now: datetime) -> tuple[bool, str]:
    """Return whether a schedule is open by its hours at a moment on the tenant's clock, and why."""
    today, minute = now.date(), now.hour * 60 + now.minute
    hours, source = _hours(board, schedule, today)
    is_open = any(start <= minute < end for start, end in hours)
    if not is_open:
        night, source_of_night = _hours(board, schedule, today - timedelta(days=1))
        if any(start <= minute + DAY < end for start, end in night):
            is_open, hours, source = True, night, f"the night before: {source_of_night}"
    state = "open" if is_open else "closed"
    return (
        is_open,
        f"schedule {schedule} is {state} on {now:%A} {today} at {now:%H:%M} ({source}: {_text(hours)})",
    )


def first_opening(board: Switchboard, schedule: str, first: date) -> datetime | None:
    """Return when a schedule opens by its hours on a day or in the 30 days after it, on the tenant's clock."""
    for day in (first + timedelta(days=n) for n in range(31)):
        starts = [start for start, _end in _hours(board, schedule, day)[0] if start < DAY]
        if starts:
            return datetime.combine(day, time(*divmod(min(starts), 60)))
    return None


def _hours(board: Switchboard, schedule: str, day: date) -> tuple[list[tuple[int, int]], str]:
    """Return the hours that begin on a day, and what says so."""
    text = day.isoformat()
    for row in board.dates[schedule]:
        if row.first_day <= text <= row.last_day:
            source = f"exception for {_days(row.first_day, row.last_day)}"
            return board.date_hours[schedule, row.position], source
    if board.schedules[schedule].close_on_holidays and text in board.holidays:
        return [], f"public holiday {board.holidays[text]}"
    return board.hours[schedule, day.isoweekday()], "weekly hours"


def _days(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _text(hours: list[tuple[int, int]]) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours) or "closed all day"


def _clock(minute: int) -> str:
    within = minute if minute <= DAY else minute - DAY
    return f"{within // 60:02}:{within % 60:02}"
