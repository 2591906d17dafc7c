"""Voicemail: the caller leaves a message, which goes out by e-mail."""

from typing import Annotated, Literal

from pydantic import Field

from wcoctl.spec.base import HANGUP, EmailAddress, Identifier, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Voicemail"]


class VoicemailExits(Strict):
    """Exits of a voicemail."""

    recorded: Target
    """The message is kept."""
    nothing_said: Target
    """The caller said nothing."""
    full: Target = HANGUP
    """No message is taken: a quota of the contract is used up, or the disk is full. The caller has been told so."""


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
    pause_seconds: Annotated[int, Field(ge=4, le=60, multiple_of=2)] = 10
    """Silence that ends the message; halfway a tone warns the caller, who may go on speaking."""
    exits: VoicemailExits
    """Where the call goes on after the message."""
