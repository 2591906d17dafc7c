"""The block types of a switchboard: settings and named exits of each, one module for each kind."""

from typing import Annotated, get_args

from pydantic import Field

from wcoctl.spec.blocks.announcement import Announcement, PersonalAnnouncement
from wcoctl.spec.blocks.condition import Condition, Rule
from wcoctl.spec.blocks.dial import Redirect, UserBlock
from wcoctl.spec.blocks.group import Group, Strategy, Waiting
from wcoctl.spec.blocks.hangup import Hangup
from wcoctl.spec.blocks.input import InputBlock, InternalNumberBlock, Menu
from wcoctl.spec.blocks.phone_service import PhoneService, ServiceAction
from wcoctl.spec.blocks.server import Server
from wcoctl.spec.blocks.survey import Question, Survey
from wcoctl.spec.blocks.voicemail import Voicemail

__all__ = [
    "BLOCK_TYPES",
    "Announcement",
    "Block",
    "Condition",
    "Group",
    "Hangup",
    "InputBlock",
    "InternalNumberBlock",
    "Menu",
    "PersonalAnnouncement",
    "PhoneService",
    "Question",
    "Redirect",
    "Rule",
    "Server",
    "ServiceAction",
    "Strategy",
    "Survey",
    "UserBlock",
    "Voicemail",
    "Waiting",
]

AnyBlock = (
    Menu
    | InternalNumberBlock
    | Group
    | UserBlock
    | Redirect
    | Condition
    | Announcement
    | PersonalAnnouncement
    | Voicemail
    | Survey
    | Server
    | PhoneService
    | Hangup
)
Block = Annotated[AnyBlock, Field(discriminator="type")]

BLOCK_TYPES: tuple[str, ...] = tuple(
    get_args(block.model_fields["type"].annotation)[0] for block in get_args(AnyBlock)
)
"""What a block's type may be."""
