"""User and redirect: one phone rings."""

from typing import Literal

from wcoctl.spec.base import HANGUP, Identifier, Seconds, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock
from wcoctl.spec.numbers import PhoneNumber

__all__ = ["Redirect", "UserBlock"]


class DialExits(Strict):
    """Exits of a block that rings one phone."""

    busy: Target
    """The phone is busy, or the call was rejected."""
    no_answer: Target
    """Nobody answered, or the phone cannot be reached."""
    end_of_call: Target = HANGUP
    """Where the caller goes after the called person hangs up."""


class UserBlock(BaseBlock):
    """User (użytkownik): rings one user's phone."""

    type: Literal["user"]
    """Type of the block."""
    user: Identifier
    """User whose phone rings."""
    ring_seconds: Seconds | None = None
    """How long the phone rings; the user's own value when left out."""
    exits: DialExits
    """Where calls go that were not answered, and callers after a conversation."""


class Redirect(BaseBlock):
    """Redirect (przekierowanie): rings a fixed number."""

    type: Literal["redirect"]
    """Type of the block."""
    number: PhoneNumber
    """Number of any network, outside of the switchboard."""
    ring_seconds: Seconds = 30
    """How long the phone rings."""
    exits: DialExits
    """Where calls go that were not answered, and callers after a conversation."""
