"""Members of groups in the course of a call: who is there, and who is excluded for not answering."""

from wcoctl.blocks.group.rows import CallGroupRow, MemberRow
from wcoctl.simulate.session import Session

__all__ = ["available", "has_members", "logged_in", "note_miss"]


def has_members(session: Session, group: CallGroupRow) -> bool:
    """Whether the group has anybody whose phone may be rung."""
    return bool(session.board.of_block(MemberRow, group.block))


def logged_in(session: Session, group: CallGroupRow) -> list[str]:
    """Return the members who have not logged out, in their order."""
    return [
        row.user
        for row in session.board.of_block(MemberRow, group.block)
        if not _is_out(session, group, row.user)
    ]


def available(session: Session, group: CallGroupRow) -> list[str]:
    """Return the members who are rung: those who are not excluded, or all when nobody else is there."""
    members = logged_in(session, group)
    return [user for user in members if not _is_left_out(session, group, user)] or members


def note_miss(session: Session, group: CallGroupRow, user: str) -> None:
    """Count a call that a member did not take; too many in a row exclude the member, unless nobody else is there."""
    key = group.block, user
    session.misses[key] += 1
    enough = 0 < group.block_after_misses <= session.misses[key]
    if enough and any(
        other != user and not _is_left_out(session, group, other) for other in logged_in(session, group)
    ):
        session.misses[key] = 0
        session.left_out[key] = session.ms + group.block_minutes * 60_000
        why = f"{user} has missed {group.block_after_misses} calls and is excluded for {group.block_minutes} min"
        session.notes.why.append(why)


def _is_out(session: Session, group: CallGroupRow, user: str) -> bool:
    everywhere = session.switches.get(("member", f"*/{user}"), "in")
    return session.switches.get(("member", f"{group.block}/{user}"), everywhere) == "out"


def _is_left_out(session: Session, group: CallGroupRow, user: str) -> bool:
    return session.left_out.get((group.block, user), 0) > session.ms
