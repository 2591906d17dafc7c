"""What comes before the first block: the blocklist, and announcements for a time."""

from wcoctl.compile.rows import BlocklistRow, OccasionalRow
from wcoctl.simulate.callers import is_listed
from wcoctl.simulate.session import WalkSession

__all__ = ["barred", "due", "rule_text"]


def barred(session: WalkSession) -> BlocklistRow | None:
    """Return the rule of the blocklist that holds for this caller, the first of them."""
    board, call = session.board, session.call
    for rule in board.blocklist:
        meant = call.dialled in board.blocklist_dialled[rule.position] or not rule.dialled
        listed = bool(rule.callers) and is_listed(board, rule.callers, call.caller)
        if meant and (listed or (bool(rule.anonymous) and not call.caller)):
            return rule
    return None


def rule_text(rule: BlocklistRow) -> str:
    """Say what a rule of the blocklist does, for people."""
    whom = [f"callers on the list {rule.callers}"] if rule.callers else []
    whom += ["callers who withhold their number"] if rule.anonymous else []
    where = f"sends them to {rule.target}" if rule.target else "rejects them"
    return f"rule {rule.position} of the blocklist is about {' and '.join(whom)}, and {where}"


def due(session: WalkSession) -> list[OccasionalRow]:
    """Return the announcements that are played now, in their order."""
    board, call = session.board, session.call
    now = int(call.at.timestamp())
    return [
        row
        for row in board.occasional
        if session.switches.get(("announcement", row.announcement), "on" if row.active else "off") == "on"
        and row.first <= now < row.last
        and (not row.dialled or call.dialled in board.occasional_dialled[row.announcement])
    ]
