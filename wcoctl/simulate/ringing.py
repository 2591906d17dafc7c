"""One phone that rings: users and their forwarding, redirects, internal numbers of users, and whom users send calls on to."""

from wcoctl.simulate.forwarding import reached
from wcoctl.simulate.guard import guard
from wcoctl.simulate.result import Ring
from wcoctl.simulate.session import CallerHungUpError, WalkSession
from wcoctl.simulate.transfers import TransferTarget, transfer_target

__all__ = ["converse", "ring_once", "ring_phone"]

WORDS = {
    "busy": "is busy",
    "no_answer": "does not answer within {seconds:g} s",
    "failed": "cannot be reached",
    "answered": "answers after {seconds:g} s",
}
REDIRECTS = "names another number, which is not called: that counts as no answer"


def ring_phone(session: WalkSession, user: str, number: str, limit: int) -> str:
    """Ring one phone and let the two talk; return the exit that follows."""
    result, *who = _reach(session, user, number, limit)
    return converse(session, *who) if result == "answered" else result


def _reach(
    session: WalkSession, user: str, number: str, limit: int, sender: str = ""
) -> tuple[str, str, str]:
    """Ring one phone, or where its calls go on; return answered, busy or no_answer, and who was rung last."""
    if not number:
        session.notes.why.append(f"{user} is inactive, the phone is not rung")
        return "no_answer", user, number
    person = session.board.users.get(user)
    always = session.switches.get(("redirect", user), person.forward_always if person else "")
    if always:
        session.notes.why.append(f"all calls to {user} go on to {always}")
        return _ring_outside(session, always, limit), "", always
    if not user:
        return _ring_outside(session, number, limit, sender), user, number
    result = _ring(session, user, number, limit)
    further = {"busy": person.forward_busy, "no_answer": person.forward_no_answer} if person else {}
    if redirect := further.get(result):
        session.notes.why.append(f"calls to {user} go on to {redirect} then")
        return _ring_outside(session, redirect, limit), "", redirect
    return result, user, number


def _ring_outside(session: WalkSession, number: str, limit: int, sender: str = "") -> str:
    """Ring a number that is not a user's, if the guard lets it; ``sender`` is the user who sends a call there."""
    if refused := guard(session, number, sender):
        session.next_step(f"refused_{refused}")
        return "no_answer"
    return _ring(session, "", number, limit)


def _ring(session: WalkSession, user: str, number: str, limit: int) -> str:
    session.answer_before(limit)
    result = ring_once(session, user, number, limit)
    return result if result in ("answered", "busy") else "no_answer"


def ring_once(session: WalkSession, user: str, number: str, limit: float) -> str:
    """Ring one phone for at most ``limit`` seconds; return the result."""
    start = session.ms
    result, seconds = reached(session, user, number).rung(limit)
    try:
        session.wait(seconds)
    except CallerHungUpError:
        session.notes.rang.append(Ring(user, number, start, session.ms - start, "cancelled"))
        raise
    session.notes.rang.append(Ring(user, number, start, session.ms - start, result))
    phone = session.call.phone(user, number)
    words = REDIRECTS if phone.redirects else WORDS[result].format(seconds=seconds)
    session.notes.why.append(f"{user or number} {words}")
    return result


def converse(session: WalkSession, user: str, number: str) -> str:
    """Let caller and called person talk; return the exit when the called side hangs up first, or sends the call on."""
    phone = reached(session, user, number)
    session.talk(user, number, phone)
    digits = session.next_transfer(user)
    if target := transfer_target(session, user, digits) if digits else None:
        session.notes.why.append(f"{user} transfers the call to {digits} after talking for {phone.talks:g} s")
        return _transfer(session, user, number, target, f"transfer_{digits}")
    session.notes.why.append(f"{user or number} hangs up after talking for {phone.talks:g} s")
    return "end_of_call"


def _transfer(session: WalkSession, user: str, number: str, target: TransferTarget, step: str) -> str:
    """Send the caller on; from a phone that does not answer the call comes back to the user."""
    if target.group:
        session.spared = user
        return step
    limit = session.board.tenant.transfer_ring_seconds
    session.next_step(step)
    result, *who = _reach(session, target.user, target.number, limit, user)
    if result != "answered":
        session.notes.why.append(f"the call comes back to {user}")
        session.next_step("returned")
        result, who = _ring(session, user, number, limit), [user, number]
    if result == "answered":
        return converse(session, *who)
    return result
