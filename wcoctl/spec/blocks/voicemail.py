"""Voicemail: the caller leaves a message, which goes out by e-mail."""

from typing import Annotated, Literal

from pydantic import Field

from wcoctl.spec.base import EmailAddress, Identifier, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Voicemail"]


class VoicemailExits(Strict):
    """Exits of a voicemail."""

    recorded: Target
    """The message is kept."""
    nothing_said: Target
    """The caller said nothing."""


class Voicemail(BaseBlock):
    """Voicemail (poczta głosowa) of a user or a group: sent by e-mail with the audio attached."""

    type: Literal["voicemail"]
    """Type of the block."""
    user: Identifier | None = None
    """User whose voicemail it is; either this or group."""
    group: Identifier | None = None
    """Group block whose voicemail it is."""
    email: Annotated[list[EmailAddress], Field(min_length=1, max_length=10)] | None = None
    """Where messages go; the user's address when left out, or those of the group's members."""
    greeting: Identifier
    """Prompt before the tone."""
    max_seconds: Annotated[int, Field(ge=5, le=600)] = 120
    """Longest message."""
    exits: VoicemailExits
    """Where the call goes on after the message."""
