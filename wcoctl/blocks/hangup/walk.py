"""Hang-up: the call ends."""

from typing import NoReturn

from wcoctl.blocks.hangup.rows import HangupRow
from wcoctl.simulate.session import CallEndedError, WalkSession

__all__ = ["walk"]


def walk(session: WalkSession, block: str) -> NoReturn:
    """End the call in a hang-up."""
    cause = session.board.settings(HangupRow, block).cause
    session.notes.why.append(f"the block ends the call with the cause {cause}")
    raise CallEndedError(cause, f"the block {block} ends the call ({cause})")
