"""Pause: settings and exits."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Exits, Passed

__all__ = ["MODEL", "Pause"]


class PauseExits(Exits):
    """The way on after a pause."""

    next: Passed
    """The pause is over."""


class Pause(BaseBlock):
    """Pause (pauza): the caller waits for a moment."""

    goes_on: ClassVar[bool] = True

    type: Literal["toy"]
    """Type of the block."""
    seconds: Annotated[int, Field(ge=1, le=60)]
    """How long the caller waits."""
    exits: PauseExits
    """Where the call goes on."""


MODEL = Pause
