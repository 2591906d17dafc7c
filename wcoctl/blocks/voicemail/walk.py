"""Voicemail: greeting, tone, and how long the caller speaks."""

from wcoctl.blocks.voicemail.rows import VoicemailRow
from wcoctl.simulate.result import BEEP, VOICEMAIL_FULL
from wcoctl.simulate.session import CallerHungUpError, Session

__all__ = ["walk"]

SHORTEST = 2.0
"""Less is nothing said."""


def walk(session: Session, block: str) -> str:
    """Walk through a voicemail block; return its exit."""
    row = session.board.settings(VoicemailRow, block)
    if row.block in session.call.full:
        session.notes.why.append("a quota is used up: no message is taken")
        session.play(VOICEMAIL_FULL)
        return "full"
    session.play(row.greeting)
    session.play(BEEP)
    speaks, start = min(session.call.speaks, float(row.max_seconds)), session.ms
    try:
        session.wait(speaks)
        if speaks < row.max_seconds and not session.press("#"):
            session.wait(min(float(row.pause_seconds), row.max_seconds - speaks))
    except CallerHungUpError:
        _note(session, row, min(speaks, (session.ms - start) / 1000))
        raise
    _note(session, row, speaks)
    return "recorded" if speaks >= SHORTEST else "nothing_said"


def _note(session: Session, row: VoicemailRow, seconds: float) -> None:
    kept = f"the message goes to {row.recipients}" if seconds >= SHORTEST else "that is nothing said"
    session.notes.why.append(f"the caller speaks for {seconds:g} s: {kept}")
