"""Schedules: whether one is open now, and what says so."""

from datetime import date, timedelta

from wcoctl.simulate.session import WalkSession
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["opening"]

DAY = 24 * 60


def opening(session: WalkSession, schedule: str) -> tuple[bool, str]:
    """Return whether a schedule is open at the present moment of a call, and why."""
    if (held := session.switches.get(("schedule", schedule))) in ("open", "closed"):
        return held == "open", f"schedule {schedule} is held {held} by a switch"
    now = session.local_time()
    today, minute = now.date(), now.hour * 60 + now.minute
    hours, source = _hours(session.board, schedule, today)
    is_open = any(start <= minute < end for start, end in hours)
    if not is_open:
        night, source_of_night = _hours(session.board, schedule, today - timedelta(days=1))
        if any(start <= minute + DAY < end for start, end in night):
            is_open, hours, source = True, night, f"the night before: {source_of_night}"
    state = "open" if is_open else "closed"
    return (
        is_open,
        f"schedule {schedule} is {state} on {now:%A} {today} at {now:%H:%M} ({source}: {_text(hours)})",
    )


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
