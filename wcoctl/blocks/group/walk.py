"""Groups: who is rung in which order, and how long the caller waits."""

from itertools import groupby

from wcoctl.blocks.group.members import available, has_members, logged_in, note_miss
from wcoctl.blocks.group.rows import CallGroupRow
from wcoctl.simulate.call import Phone
from wcoctl.simulate.forwarding import reached
from wcoctl.simulate.guard import guard
from wcoctl.simulate.result import CALLBACK_NOTED, Result, Ring
from wcoctl.simulate.ringing import converse, ring_once
from wcoctl.simulate.session import CallerHungUpError, Session

__all__ = ["walk"]

CONFIRM_SECONDS = 20.0
"""About the time for which a member is asked to press 1."""

LOST = ("busy", "no_answer")
"""What comes of a call that a member has sent on, and that nobody took."""

Tier = list[str]
"""Members whom the strategy holds equal: any of them may be rung first."""


def walk(session: Session, block: str) -> str:
    """Walk through a group block; return its exit."""
    group = session.board.settings(CallGroupRow, block)
    if refusal := _refusal(session, group):
        return refusal
    if group.callback_key:
        session.accept()
    if group.callback_key and session.next_key == group.callback_key and _may_be_called_back(session):
        return _ask_callback(session, group)
    end = session.ms + group.wait_seconds * 1000
    user = _ring_last_agent(session, group, end)
    if user is None:
        ring = _ring_all if group.strategy == "ring_all" else _ring_in_turn
        user = ring(session, group, _spared_last(session, _tiers(session, group)), end)
    if user is None:
        # Everybody behaves alike when rung again, so the rest of the wait changes nothing.
        session.wait_unanswered((end - session.ms) / 1000)
        session.notes.why.append(f"nobody has answered after {group.wait_seconds} s")
        session.waited_out.add(group.block)
        return "timeout"
    session.last_agents[group.block] = user
    session.misses[group.block, user] = 0
    try:
        exit_ = converse(session, user, session.board.users[user].number)
        return "timeout" if exit_ in LOST else exit_
    finally:
        session.conversations.setdefault((group.block, user), []).append(session.ms)


def _refusal(session: Session, group: CallGroupRow) -> str:
    waiting = session.call.waiting.get(group.block, 0)
    if session.switches.get(("group", group.block), "on" if group.active else "off") == "off":
        exit_, why = "inactive", f"group {group.name} is switched off"
    elif not has_members(session, group):
        exit_, why = "no_members", f"group {group.name} has no active member"
    elif not logged_in(session, group):
        exit_, why = "no_members", f"all members of group {group.name} have logged out"
    elif group.max_waiting and waiting >= group.max_waiting:
        exit_, why = (
            "full",
            f"{waiting} callers wait already, group {group.name} lets {group.max_waiting} wait",
        )
    else:
        return ""
    session.notes.why.append(why)
    return exit_


def _may_be_called_back(session: Session) -> bool:
    caller = session.call.identified
    if not caller or not guard(session, caller):
        return bool(caller)
    session.notes.why.append("so nobody calls back, and the caller waits on")
    return False


def _ask_callback(session: Session, group: CallGroupRow) -> str:
    """Let the caller ask to be called back, before anybody answers."""
    session.key(float(group.wait_seconds), session.call.think_ms)
    caller, shown = session.call.caller, session.call.dialled
    session.notes.why.append(
        f"the caller presses {group.callback_key}: {caller} will be rung, and shown {shown}"
    )
    session.play(CALLBACK_NOTED)
    return "callback"


def _ring_last_agent(session: Session, group: CallGroupRow, end: int) -> str | None:
    """Ring the member whom the caller talked to last, once; return who answered."""
    user = session.last_agents.get(group.block)
    if user == session.spared or not (
        group.last_agent_days and session.call.caller and user in available(session, group)
    ):
        return None
    session.notes.why.append(f"{user} talked to this caller last and is rung first")
    return user if _ring_member(session, group, user, end) == "answered" else None


def _tiers(session: Session, group: CallGroupRow) -> list[Tier]:
    """Return the members in the order of the strategy, equal ones together."""
    members = available(session, group)
    if group.block in session.waited_out and group.block_after_misses and len(members) > 1:
        session.exact = False
    ends = {user: session.conversations.get((group.block, user), []) for user in members}
    match group.strategy:
        case "linear":
            return [[user] for user in members]
        case "round_robin":
            ordered = sorted(members, key=lambda user: session.rung.get((group.block, user), -1))
            return [[user] for user in ordered]
        case "longest_idle":
            rank = {user: ends[user][-1] if ends[user] else -1 for user in members}
        case "fewest_calls":
            rank = {user: len(ends[user]) for user in members}
        case _:
            return [members]
    ordered = sorted(members, key=rank.__getitem__)
    return [list(tier) for _, tier in groupby(ordered, key=rank.__getitem__)]


def _spared_last(session: Session, tiers: list[Tier]) -> list[Tier]:
    """Put who has sent the call here behind all others."""
    spared, session.spared = session.spared, ""
    if not any(spared in tier for tier in tiers):
        return tiers
    session.notes.why.append(f"{spared} has sent the call here: the others are rung first")
    others = [[user for user in tier if user != spared] for tier in tiers]
    return [*filter(None, others), [spared]]


def _ring_in_turn(session: Session, group: CallGroupRow, tiers: list[Tier], end: int) -> str | None:
    """Ring one member after the other; return who answered."""
    for tier in tiers:
        start = session.ms
        for user in tier:
            if session.ms >= end:
                return None
            if _ring_member(session, group, user, end) == "answered":
                _note_equals(session, group, tier, end - start)
                return user
        _note_equals(session, group, tier, end - start)
    return None


def _lasts(group: CallGroupRow) -> float:
    """Return for how long one member may keep the caller waiting."""
    return min(
        group.wait_seconds, group.ring_seconds + (CONFIRM_SECONDS if group.confirm or group.told else 0)
    )


def _ring_member(session: Session, group: CallGroupRow, user: str, end: int) -> str:
    """Ring one member; return what came of it for the group."""
    session.rung[group.block, user] = session.ms
    session.answer_before(_lasts(group))
    limit = min(group.ring_seconds, (end - session.ms) / 1000)
    result = ring_once(session, user, session.board.users[user].number, limit)
    if result == "answered" and group.confirm and _phone(session, user).machine:
        session.notes.why.append(f"{user} does not press 1: the call is not taken")
        session.wait(min(CONFIRM_SECONDS, max(0, (end - session.ms) / 1000)))
        result = "no_answer"
    if result in ("no_answer", "failed"):
        note_miss(session, group, user)
    return result


def _note_equals(session: Session, group: CallGroupRow, tier: Tier, left_ms: int) -> None:
    """Note who else of a tier might have answered, and whether that would change the way on."""
    rung = {user: _rung(session, group, user, group.ring_seconds) for user in tier}
    able = {user: seconds for user, (result, seconds) in rung.items() if result == "answered"}
    able = {user: seconds for user, seconds in able.items() if seconds * 1000 < left_ms}
    if len(tier) == 1 or not able:
        return
    session.notes.candidates = frozenset(able)
    latest = sum(seconds for user, (_, seconds) in rung.items() if user not in able) + max(able.values())
    ways = {_phone(session, user).hangs_up for user in able}
    session.exact &= latest * 1000 < left_ms and len(ways) == 1


def _ring_all(session: Session, group: CallGroupRow, tiers: list[Tier], end: int) -> str | None:
    """Ring all members at once; return who answered first."""
    return next(filter(None, (_ring_at_once(session, group, tier, end) for tier in tiers)), None)


def _ring_at_once(session: Session, group: CallGroupRow, tier: Tier, end: int) -> str | None:
    if session.ms >= end:
        return None
    session.answer_before(_lasts(group))
    start, limit = session.ms, min(group.ring_seconds, (end - session.ms) / 1000)
    rung = {user: _rung(session, group, user, limit) for user in tier}
    answers = {user: seconds for user, (result, seconds) in rung.items() if result == "answered"}
    over = min(answers.values()) if answers else max(seconds for _, seconds in rung.values())
    first = [user for user, seconds in answers.items() if seconds == over]
    try:
        session.wait(over)
    except CallerHungUpError:
        _note_all(session, rung, start, "")
        raise
    _note_all(session, rung, start, first[0] if first else "")
    if not first:
        session.notes.why.append(f"none of the {len(tier)} members answers within {over:g} s")
        return None
    session.notes.why.append(f"{first[0]} answers first, after {over:g} s")
    if len(first) > 1:
        session.notes.candidates = frozenset(first)
        session.exact &= len({_phone(session, user).hangs_up for user in first}) == 1
    return first[0]


def _note_all(session: Session, rung: dict[str, tuple[Result, float]], start: int, winner: str) -> None:
    """Note all phones that rang at once; those still ringing at the end are cancelled."""
    for user, (result, seconds) in rung.items():
        ms = min(round(seconds * 1000), session.ms - start)
        over = ms == round(seconds * 1000) and (result != "answered" or user == winner)
        number = session.board.users[user].number
        session.notes.rang.append(Ring(user, number, start, ms, result if over else "cancelled"))


def _rung(session: Session, group: CallGroupRow, user: str, limit: float) -> tuple[Result, float]:
    """Return what comes of ringing a member; who does not confirm has not answered."""
    result, seconds = _phone(session, user).rung(limit)
    machine = result == "answered" and group.confirm and _phone(session, user).machine
    return ("no_answer", seconds + CONFIRM_SECONDS) if machine else (result, seconds)


def _phone(session: Session, user: str) -> Phone:
    return reached(session, user, session.board.users[user].number)
