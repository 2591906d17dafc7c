"""What a simulated call was: its steps, who was rung, what was heard, and why it went that way."""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "BEEP",
    "CALLBACK_NOTED",
    "INVALID",
    "SPOKEN",
    "VOICEMAIL_FULL",
    "PlayedPrompt",
    "Result",
    "Ring",
    "Walk",
    "WalkStep",
]

Result = Literal["answered", "busy", "no_answer", "failed", "cancelled"]

INVALID = "invalid"
"""The system prompt after a wrong key, where the block has no retry prompt of its own."""
BEEP = "beep"
"""The tone after which a voicemail records."""

SPOKEN = "spoken"
"""A text that was spoken for this one call."""


CALLBACK_NOTED = "wco-callback-noted"
"""The system prompt after a caller has asked to be called back."""
VOICEMAIL_FULL = "wco-voicemail-full"
"""The system prompt of a voicemail that takes no message."""


@dataclass(frozen=True)
class PlayedPrompt:
    """A prompt that the caller heard."""

    prompt: str
    """Prompt id, or ``INVALID``."""
    names: tuple[str, ...]
    """What the spec calls it; empty for a system prompt."""
    at_ms: int
    ms: int
    """How long it played: to its end, or until a key stopped it."""


@dataclass(frozen=True)
class Ring:
    """A phone that was rung."""

    user: str
    """Empty for a redirect."""
    number: str
    at_ms: int
    ms: int
    result: Result


@dataclass(frozen=True)
class WalkStep:
    """One block that the call went through. All times count from the beginning of the call."""

    block: str
    type: str
    exit: str
    """The exit taken; ``-`` when the call ended in the block."""
    entered_ms: int
    at_ms: int
    """When the call left the block."""
    why: tuple[str, ...]
    """Why it took that exit, in sentences for people."""
    heard: tuple[PlayedPrompt, ...] = ()
    rang: tuple[Ring, ...] = ()
    """Phones in the order of ringing; of a group that rings its members again and again, the first round."""
    keys_at: tuple[tuple[int, str], ...] = ()
    """When the caller pressed which key."""
    candidates: frozenset[str] = frozenset()
    """Users of whom any may answer, where the strategy does not say who is first."""


@dataclass(frozen=True)
class Walk:
    """The whole call."""

    tenant: str
    """Empty when nobody has the dialled number."""
    steps: tuple[WalkStep, ...]
    outcome: Literal["answered", "unanswered", "refused"]
    answered_by: str
    """User, or number of a redirect; empty when nobody answered. The last one if there were several."""
    accepted_ms: int | None
    """When the caller's side was answered (200 OK), by a prompt or a person."""
    ended_ms: int
    cause: int
    """Q.850."""
    ending: str
    """How the call ended, in a sentence."""
    exact: bool
    """False where a real call may take another path, since equal group members behave differently."""

    @property
    def path(self) -> tuple[str, ...]:
        """The steps as ``block:exit``."""
        return tuple(f"{step.block}:{step.exit}" for step in self.steps)
