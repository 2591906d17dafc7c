"""Announcements: a prompt, or a text with variables, and on."""

from typing import Literal

from wcoctl.spec.base import Identifier, LongText, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Announcement", "PersonalAnnouncement"]


class AnnouncementExits(Strict):
    """The way on after an announcement."""

    next: Target
    """The prompt is over."""


class Announcement(BaseBlock):
    """Announcement (komunikat): plays a prompt and goes on."""

    type: Literal["announcement"]
    """Type of the block."""
    prompt: Identifier
    """Prompt that is played to its end."""
    exits: AnnouncementExits
    """Where the call goes on."""


class PersonalAnnouncement(BaseBlock):
    """Personalised announcement (komunikat spersonalizowany): a text spoken for this one caller.

    The text may hold ``{company}``, ``{caller_name}`` (of the contact with the caller's number), ``{caller_number}``,
    ``{dialled_number}``, ``{user_name}`` (of ``user``) and the variables of server blocks before it.
    """

    type: Literal["personal_announcement"]
    """Type of the block."""
    text: LongText
    """What speech synthesis says, with variables in braces."""
    user: Identifier | None = None
    """User whose name `{user_name}` stands for."""
    otherwise: Identifier
    """Prompt for callers for whom a variable has no value, and while speech synthesis is out of order."""
    exits: AnnouncementExits
    """Where the call goes on."""
