"""What user and redirect share: one phone rings."""

from wcoctl.blocks.dial_rows import DialRow
from wcoctl.simulate.ringing import ring_phone
from wcoctl.simulate.session import Session

__all__ = ["walk"]


def walk(session: Session, block: str) -> str:
    """Walk through a block that rings one phone; return its exit."""
    dial = session.board.settings(DialRow, block)
    return ring_phone(session, dial.user, dial.number, dial.ring_seconds)
