"""One phone that rings: users, redirects, and internal numbers of users."""

from wcoctl.simulate.result import Ring
from wcoctl.simulate.session import CallerHungUpError, Session

__all__ = ["converse", "ring_once", "ring_phone"]

WORDS = {
    "busy": "is busy",
    "no_answer": "does not answer within {seconds:g} s",
    "failed": "cannot be reached",
    "answered": "answers after {seconds:g} s",
}


def ring_phone(session: Session, user: str, number: str, limit: int) -> str:
    """Ring one phone and let the two talk; return the exit that follows."""
    if not number:
        session.notes.why.append(f"{user} is inactive, the phone is not rung")
        return "no_answer"
    person = session.board.users.get(user)
    if person and person.redirect_always:
        session.notes.why.append(f"all calls to {user} go on to {person.redirect_always}")
        return _ring(session, "", person.redirect_always, limit)
    exit_ = _ring(session, user, number, limit)
    further = {"busy": person.redirect_busy, "no_answer": person.redirect_no_answer} if person else {}
    if redirect := further.get(exit_):
        session.notes.why.append(f"calls to {user} go on to {redirect} then")
        return _ring(session, "", redirect, limit)
    return exit_


def _ring(session: Session, user: str, number: str, limit: int) -> str:
    result = ring_once(session, user, number, limit)
    if result != "answered":
        return "busy" if result == "busy" else "no_answer"
    return converse(session, user, number)


def ring_once(session: Session, user: str, number: str, limit: float) -> str:
    """Ring one phone for at most ``limit`` seconds; return the result."""
    start = session.ms
    result, seconds = session.call.phone(user, number).rung(limit)
    try:
        session.wait(seconds)
    except CallerHungUpError:
        session.notes.rang.append(Ring(user, number, start, session.ms - start, "cancelled"))
        raise
    session.notes.rang.append(Ring(user, number, start, session.ms - start, result))
    session.notes.why.append(f"{user or number} {WORDS[result].format(seconds=seconds)}")
    return result


def converse(session: Session, user: str, number: str) -> str:
    """Let caller and called person talk; return the exit when the called side hangs up first."""
    phone = session.call.phone(user, number)
    session.talk(user, number, phone)
    session.notes.why.append(f"{user or number} hangs up after talking for {phone.talks:g} s")
    return "end_of_call"
