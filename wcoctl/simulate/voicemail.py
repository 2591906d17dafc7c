"""Voicemail: greeting, tone, and how long the caller speaks."""

from wcoctl.compile.rows import VoicemailRow
from wcoctl.simulate.result import BEEP
from wcoctl.simulate.session import CallerHungUpError, Session

__all__ = ["leave_message"]

SILENCE = 5.0
"""Seconds of silence that end a message; they are no part of it."""
SHORTEST = 2.0
"""Less is nothing said."""


def leave_message(session: Session, row: VoicemailRow) -> str:
    """Walk through a voicemail block; return its exit."""
    session.play(row.greeting)
    session.play(BEEP)
    speaks, start = min(session.call.speaks, float(row.max_seconds)), session.ms
    try:
        session.wait(speaks)
        if speaks < row.max_seconds and not session.press("#"):
            session.wait(min(SILENCE, row.max_seconds - speaks))
    except CallerHungUpError:
        _note(session, row, min(speaks, (session.ms - start) / 1000))
        raise
    _note(session, row, speaks)
    return "recorded" if speaks >= SHORTEST else "nothing_said"


def _note(session: Session, row: VoicemailRow, seconds: float) -> None:
    kept = f"the message goes to {row.recipients}" if seconds >= SHORTEST else "that is nothing said"
    session.notes.why.append(f"the caller speaks for {seconds:g} s: {kept}")
