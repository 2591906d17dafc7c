"""Where a user's keys send a call during a conversation."""

from dataclasses import dataclass

from wcoctl.compile.rows import UserRow
from wcoctl.numbering.dialled import dialled_number
from wcoctl.simulate.session import WalkSession

__all__ = ["TransferTarget", "transfer_target"]


@dataclass(frozen=True)
class TransferTarget:
    """A group, or a phone with its user if it is a user's."""

    group: str = ""
    user: str = ""
    number: str = ""


def transfer_target(session: WalkSession, user: str, digits: str) -> TransferTarget | None:
    """Return whom the digits mean to a user who transfers a call; None, and why, when the conversation goes on."""
    board, why = session.board, session.notes.why
    if not board.tenant.transfers:
        why.append(f"transfers are switched off, so the keys of {user} do nothing")
        return None
    reached = next((row for row in board.internal[""] if row.digits == digits), None)
    if reached and reached.group_block:
        return TransferTarget(group=reached.group_block)
    outside = dialled_number(digits) if board.tenant.transfers_external and not reached else ""
    if outside and board.barred(outside):
        outside = ""
    colleague = _colleague(session, user, reached.user if reached else "", outside)
    if colleague:
        return TransferTarget(user=colleague.user, number=colleague.number)
    if outside:
        return TransferTarget(number=outside)
    why.append(f"{user} may not transfer a call to {digits}: the conversation goes on")
    return None


def _colleague(session: WalkSession, user: str, meant: str, number: str) -> UserRow | None:
    """Return the user who is meant, by identifier or by number; nobody transfers to themselves."""
    others = (row for row in session.board.users.values() if row.active and row.user != user)
    return next((row for row in others if row.user == meant or row.number == number), None)
