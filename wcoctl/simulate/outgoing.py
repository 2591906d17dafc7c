"""Calls that users dial: who may call what, and which number is shown."""

from collections.abc import Sequence
from typing import Literal

from wcoctl.compile.rows import UserRow
from wcoctl.simulate.guard import guard
from wcoctl.simulate.result import Walk, WalkStep
from wcoctl.simulate.ringing import converse, ring_once
from wcoctl.simulate.session import CallerHungUpError, WalkSession

__all__ = ["AD_HOC", "SUSPENDED", "dial_out", "who_dials"]

AD_HOC = "*666"
"""Dialled before a number, so that this call presents the main number."""
OUTGOING = "outgoing"
RINGS = 180
"""Seconds after which nobody would wait any longer."""
CAUSES = {"busy": 17, "no_answer": 19, "failed": 34}
REFUSED, FULL = 21, 17
SUSPENDED = "the operator has suspended the company"


def who_dials(sessions: Sequence[WalkSession]) -> tuple[WalkSession, UserRow] | None:
    """Return whose call it is: of several users with the phone the one with the right, None if it is nobody's.

    Users without it get here after the prefix, to be told so, and in an emergency.
    """
    found = [
        (session, user)
        for session in sessions
        for user in session.board.users.values()
        if session.call.identified == user.number
        and (user.presents or session.call.dialled.startswith(AD_HOC) or _in_emergency(session))
    ]
    return min(found, key=lambda one: (not one[1].presents, one[1].tenant), default=None)


def dial_out(session: WalkSession, user: UserRow) -> Walk:
    """Place a user's call, or refuse it."""
    number = session.call.dialled.removeprefix(AD_HOC)
    always = (
        session.switches.get(("presentation", user.user), "on" if user.presents_always else "off") == "on"
    )
    presents = session.call.dialled.startswith(AD_HOC) or always
    why = session.notes.why
    if _in_emergency(session):
        why.append(f"{number} is an emergency number: it is shown {user.user}'s own number {user.number}")
    elif not user.presents:
        why.append(f"{user.user} has no right to present a main number")
        return _walk(session, "not_allowed", REFUSED)
    elif not session.board.tenant.channels:
        why.append(SUSPENDED)
        return _walk(session, "channels", FULL)
    elif not presents:
        why.append(f"{user.user} presents after {AD_HOC} only: the call shows the own number {user.number}")
    elif refused := guard(session, number, user.user):
        return _walk(session, refused, REFUSED)
    else:
        why.append(f"{user.user} presents the main number {user.presents}")
    try:
        return _ring(session, number)
    except CallerHungUpError:
        return _walk(session, "-", 16)


def _in_emergency(session: WalkSession) -> bool:
    return session.call.dialled.removeprefix(AD_HOC) in session.board.emergency


def _ring(session: WalkSession, number: str) -> Walk:
    result = ring_once(session, "", number, RINGS)
    if result == "answered":
        return _walk(session, converse(session, "", number), 16)
    return _walk(session, result, CAUSES[result])


def _walk(session: WalkSession, exit_: str, cause: int) -> Walk:
    notes, outcome = session.notes, _outcome(session, exit_, cause)
    step = WalkStep(OUTGOING, OUTGOING, exit_, 0, session.ms, tuple(notes.why), rang=tuple(notes.rang))
    how = {
        "refused": f"the caller hears why, and the call is refused with {486 if cause == FULL else 403}",
        "answered": "the conversation ends",
        "unanswered": "the call ends",
    }[outcome]
    return Walk(
        session.board.tenant.tenant,
        (step,),
        outcome,
        session.answered_by,
        session.accepted_ms,
        session.ms,
        cause,
        how,
        exact=True,
    )


def _outcome(session: WalkSession, exit_: str, cause: int) -> Literal["answered", "unanswered", "refused"]:
    if session.answered_by:
        return "answered"
    return "refused" if cause == REFUSED or exit_ == "channels" else "unanswered"
