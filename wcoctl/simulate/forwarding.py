"""Calls that networks forward: phones whose calls go on to another number, and calls that loop through one."""

from dataclasses import replace
from datetime import timedelta

from wcoctl.simulate.call import Phone
from wcoctl.simulate.result import Walk
from wcoctl.simulate.session import Session

__all__ = ["MOST_DIVERSIONS", "goes_round", "reached"]

MOST_DIVERSIONS = 5
"""How often networks forward a call."""
BUSY = 17


def goes_round(session: Session) -> str:
    """Return why a call is refused as a loop, empty when it is none; the exit of the step ``loop``."""
    board, call = session.board, session.call
    back = call.dialled not in board.mains and call.diverted_by[-1:] and call.diverted_by[-1] in board.mains
    if call.dialled in call.diverted_by or back:
        session.notes.why.append(f"the call comes back to {call.dialled} after that number has passed it on")
        return "diverted"
    if len(call.diverted_by) > MOST_DIVERSIONS:
        session.notes.why.append(f"the call has been forwarded {len(call.diverted_by)} times")
        return "diversions"
    return ""


def reached(session: Session, user: str, number: str) -> Phone:
    """Return how the phone behaves that a call to this one reaches: another one if its network forwards it."""
    phone = session.call.phone(user, number)
    if not phone.forwards:
        return phone
    if number not in session.forwarded:
        session.forwarded[number] = _forwarded(session, user, number, phone.forwards)
    return session.forwarded[number]


def _forwarded(session: Session, user: str, number: str, target: str) -> Phone:
    session.notes.why.append(f"the network forwards the calls of {user or number} to {target}")
    if target not in session.board.entries:
        return replace(session.call.phone("", target), forwards="")
    at = session.call.at + timedelta(milliseconds=session.ms)
    presented = session.call.dialled if session.call.dialled in session.board.mains else session.board.primary
    call = replace(session.call, dialled=target, diverted_by=(presented, number), at=at, keys=())
    walk = session.walk(replace(call, hang_up_after=None))
    session.notes.why.append(f"that call takes the path {' '.join(walk.path)}: {walk.ending}")
    return _phone(walk)


def _phone(walk: Walk) -> Phone:
    """Return what the phone seems to do that became of a call to the switchboard."""
    if walk.accepted_ms is None:
        return Phone("busy" if walk.cause == BUSY else "failed", walk.ended_ms / 1000)
    talks = (walk.ended_ms - walk.accepted_ms) / 1000
    return Phone("answered", walk.accepted_ms / 1000, talks, machine=True)
