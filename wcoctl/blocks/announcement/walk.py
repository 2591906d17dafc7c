"""Announcement: the prompt is played."""

from wcoctl.blocks.announcement.rows import AnnouncementRow
from wcoctl.simulate.session import WalkSession

__all__ = ["walk"]


def walk(session: WalkSession, block: str) -> str:
    """Walk through an announcement; return its exit."""
    session.play(session.board.settings(AnnouncementRow, block).prompt)
    session.notes.why.append("the announcement was played")
    return "next"
