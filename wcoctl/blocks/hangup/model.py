"""Hang-up: settings."""

from typing import Literal

from wcoctl.blocks.base import BaseBlock

__all__ = ["MODEL", "Hangup"]


class Hangup(BaseBlock):
    """Hang-up (zakończenie): ends the call with a cause."""

    type: Literal["hangup"]
    """Type of the block."""
    cause: Literal["normal", "busy", "rejected"] = "normal"
    """The cause sent to the caller's network."""


MODEL = Hangup
