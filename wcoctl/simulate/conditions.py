"""Conditions: which rule holds, and why the others do not."""

from wcoctl.compile.rows import RuleRow
from wcoctl.simulate.session import Session
from wcoctl.simulate.switchboard import Switchboard

__all__ = ["decide", "is_listed"]


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
    board, now = session.board, session.local_time()
    day, minute = now.date().isoformat(), now.hour * 60 + now.minute
    hours, source = board.hours[schedule, now.isoweekday()], "weekly hours"
    if board.schedules[schedule].close_on_holidays and day in board.holidays:
        hours, source = [], f"public holiday {board.holidays[day]}"
    for date in board.dates[schedule]:
        if date.first_day <= day <= date.last_day:
            hours = board.date_hours[schedule, date.position]
            source = f"exception for {_days(date.first_day, date.last_day)}"
            break
    is_open = any(start <= minute < end for start, end in hours)
    state = "open" if is_open else "closed"
    return (
        is_open,
        f"schedule {schedule} is {state} on {now:%A} {day} at {now:%H:%M} ({source}: {_text(hours)})",
    )


def _days(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _text(hours: list[tuple[int, int]]) -> str:
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours) or "closed all day"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
