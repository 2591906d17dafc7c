"""Pause: time passes."""

from wcoctl.blocks.toy.rows import ToyRow

from wcoctl.simulate.session import WalkSession

__all__ = ["walk"]


def walk(session: WalkSession, block: str) -> str:
    """Walk through a pause; return its exit."""
    seconds = session.board.settings(ToyRow, block).seconds
    session.accept()
    session.wait(seconds)
    session.notes.why.append(f"the caller has waited for {seconds} s")
    return "next"
