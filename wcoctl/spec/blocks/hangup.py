"""Hang-up: the end of a call."""

from typing import Literal

from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Hangup"]


class Hangup(BaseBlock):
    """Hang-up (zakończenie): ends the call with a cause."""

    type: Literal["hangup"]
    """Type of the block."""
    cause: Literal["normal", "busy", "rejected"] = "normal"
    """What the caller's network is told."""
