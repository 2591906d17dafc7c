"""The spending guard: whether a number outside of the company may be rung."""

from wcoctl.numbering.ranges import range_of
from wcoctl.simulate.session import Session

__all__ = ["guard"]

WHY = {
    "wrong_number": "is not an assigned number",
    "premium": "is a premium-rate number, which the contract does not allow",
    "country": "is in a country that the contract does not name",
}
SPECIAL = "belongs to a satellite or another special network, not to a country"


def guard(session: Session, number: str, user: str = "") -> str:
    """Return why a number may not be rung, and note it; empty when it may.

    ``user`` is whose doing the call is. Limits are not known here: nobody else calls in a simulation.
    """
    board, why = session.board, session.notes.why
    if refused := board.barred(number):
        foreign = refused == "country" and not range_of(number).region.isalpha()
        why.append(f"{number} {SPECIAL if foreign else WHY[refused]}")
        return refused
    if user and session.switches.get(("lock", user)) == "on":
        why.append(f"the spending guard has locked {user} (wcoctl unlock)")
        return "locked"
    return ""
