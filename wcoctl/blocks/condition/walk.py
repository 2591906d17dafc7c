"""Conditional routing: which rule holds, and why the others do not."""

from wcoctl.blocks.condition.rows import RuleDialledRow, RuleRow
from wcoctl.simulate.callers import is_listed
from wcoctl.simulate.schedules import opening
from wcoctl.simulate.session import WalkSession

__all__ = ["walk"]


def walk(session: WalkSession, block: str) -> str:
    """Return the exit of a condition."""
    for rule in session.board.of_block(RuleRow, block):
        holds, why = _judge(session, rule)
        verb = "holds" if holds else "does not hold"
        session.notes.why.append(f"rule {rule.position} {verb}: {why}")
        if holds:
            return f"rule_{rule.position}"
    return "otherwise"


def _judge(session: WalkSession, rule: RuleRow) -> tuple[bool, str]:
    """Return whether a rule holds: the criterion that fails, or all of them, say why."""
    reasons: list[str] = []
    for holds, why in _criteria(session, rule):
        if not holds:
            return False, why
        reasons.append(why)
    return True, ", ".join(reasons) or "it asks for nothing"


def _criteria(session: WalkSession, rule: RuleRow) -> list[tuple[bool, str]]:
    board, call = session.board, session.call
    criteria = []
    if rule.schedule:
        is_open, why = opening(session, rule.schedule)
        criteria.append((is_open == bool(rule.schedule_open), why))
    if rule.callers:
        listed = is_listed(board, rule.callers, call.caller)
        criteria.append((listed, f"the caller is {'' if listed else 'not '}on the list {rule.callers}"))
    if rule.anonymous >= 0:
        shown = "shows" if call.caller else "withholds"
        criteria.append((bool(rule.anonymous) == (not call.caller), f"the caller {shown} the number"))
    if rule.dialled:
        numbers = board.of_block(RuleDialledRow, rule.block)
        asked = any((row.position, row.number) == (rule.position, call.dialled) for row in numbers)
        criteria.append(
            (asked, f"{call.dialled} is {'' if asked else 'not '}among the rule's dialled numbers")
        )
    if rule.variable:
        value = session.variables.get(rule.variable, "")
        differs = "" if value == rule.equals else f", not `{rule.equals}`"
        criteria.append((not differs, f"{rule.variable} is `{value}`{differs}"))
    return criteria
