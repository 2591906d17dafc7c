"""Announcement: settings and exits."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from wcoctl.blocks.base import BaseBlock, Reference
from wcoctl.blocks.speaking import SpokenExits
from wcoctl.model.base import Identifier

__all__ = ["MODEL", "Announcement"]


class Announcement(BaseBlock):
    """Announcement (komunikat): plays a prompt and goes on."""

    goes_on: ClassVar[bool] = True

    type: Literal["announcement"]
    """Type of the block."""
    prompt: Identifier
    """Prompt that is played to its end."""
    exits: SpokenExits
    """Where the call goes on."""

    def references(self) -> Iterator[Reference]:
        """Yield the prompt."""
        yield Reference(("prompt",), "prompts", self.prompt)


MODEL = Announcement
