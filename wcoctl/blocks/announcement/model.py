"""Announcement: settings and exits."""

from typing import ClassVar, Literal

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.speaking import SpokenExits
from wcoctl.model.named import PromptName

__all__ = ["MODEL", "Announcement"]


class Announcement(BaseBlock):
    """Announcement (komunikat): plays a prompt and goes on."""

    goes_on: ClassVar[bool] = True

    type: Literal["announcement"]
    """Type of the block."""
    prompt: PromptName
    """Prompt that is played to its end."""
    exits: SpokenExits
    """Where the call goes on."""


MODEL = Announcement
