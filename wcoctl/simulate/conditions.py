"""Conditions: which rule holds, and why the others do not."""

from datetime import date, timedelta

from wcoctl.compile.rows import RuleRow
from wcoctl.simulate.session import Session
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["decide", "is_listed"]

DAY = 24 * 60


def decide(session: Session, block: str) -> str:
    """Return the exit of a condition."""
    for rule in session.board.rules[block]:
        holds, why = _judge(session, rule)
        verb = "holds" if holds else "does not hold"
        session.notes.why.append(f"rule {rule.position} {verb}: {why}")
        if holds:
            return f"rule_{rule.position}"
    return "otherwise"


def _judge(session: Session, rule: RuleRow) -> tuple[bool, str]:
    """Return whether a rule holds: the criterion that fails, or all of them, say why."""
    reasons: list[str] = []
    for holds, why in _criteria(session, rule):
        if not holds:
            return False, why
        reasons.append(why)
    return True, ", ".join(reasons) or "it asks for nothing"


def _criteria(session: Session, rule: RuleRow) -> list[tuple[bool, str]]:
    board, call = session.board, session.call
    criteria = []
    if rule.schedule:
        is_open, why = _opening(session, rule.schedule)
        criteria.append((is_open == bool(rule.schedule_open), why))
    if rule.callers:
        listed = is_listed(board, rule.callers, call.caller)
        criteria.append((listed, f"the caller is {'' if listed else 'not '}on the list {rule.callers}"))
    if rule.anonymous >= 0:
        shown = "shows" if call.caller else "withholds"
        criteria.append((bool(rule.anonymous) == (not call.caller), f"the caller {shown} the number"))
    if rule.dialled:
        asked = call.dialled in board.dialled[rule.block, rule.position]
        criteria.append(
            (asked, f"{call.dialled} is {'' if asked else 'not '}among the rule's dialled numbers")
        )
    if rule.variable:
        value = session.variables.get(rule.variable, "")
        differs = "" if value == rule.equals else f", not `{rule.equals}`"
        criteria.append((not differs, f"{rule.variable} is `{value}`{differs}"))
    return criteria


def is_listed(board: Switchboard, name: str, caller: str) -> bool:
    """Whether a list holds the caller's number, or its beginning."""
    return bool(caller) and any(
        caller.startswith(entry.value) if entry.is_prefix else caller == entry.value
        for entry in board.lists[name]
    )


def _opening(session: Session, schedule: str) -> tuple[bool, str]:
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
