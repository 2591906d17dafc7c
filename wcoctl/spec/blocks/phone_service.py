"""Phone service: users switch things, record prompts and pick calls up by codes from their own phones."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Identifier, Seconds, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = [
    "GroupSwitch",
    "MemberSwitch",
    "OccasionalSwitch",
    "Override",
    "PhoneService",
    "PickUp",
    "PresentationSwitch",
    "RecordPrompt",
    "RedirectSwitch",
    "Retrieve",
    "ServiceAction",
]


class GroupSwitch(Strict):
    """Switches a group on or off."""

    action: Literal["group_on", "group_off"]
    """What the code does."""
    group: Identifier
    """Group block."""


class MemberSwitch(Strict):
    """Logs the calling user in to or out of groups."""

    action: Literal["log_in", "log_out"]
    """What the code does."""
    group: Identifier | None = None
    """Group block; all groups of the user when left out."""


class RedirectSwitch(Strict):
    """Redirects all calls of the calling user: `<code>*<number>#` on, `<code>#` off."""

    action: Literal["redirect_on", "redirect_off"]
    """What the code does."""


class Override(Strict):
    """Holds a schedule open or closed (tryb dzień/noc), for a time."""

    action: Literal["open", "close", "as_planned"]
    """What the code does."""
    schedule: Identifier
    """Schedule."""
    hours: Annotated[int, Field(ge=1, le=168)] = 12
    """When the override ends by itself."""


class OccasionalSwitch(Strict):
    """Switches an occasional announcement on or off."""

    action: Literal["announcement_on", "announcement_off"]
    """What the code does."""
    announcement: Identifier
    """Occasional announcement."""


class PresentationSwitch(Strict):
    """Switches the permanent presentation of the main number for the calling user on or off."""

    action: Literal["present_on", "present_off"]
    """What the code does."""


class RecordPrompt(Strict):
    """Records a prompt by phone: record, listen, keep or again."""

    action: Literal["record"]
    """What the code does."""
    prompt: Identifier
    """Prompt that is replaced by the recording."""


class PickUp(Strict):
    """Picks up a call that rings at a member of a group."""

    action: Literal["pick_up"]
    """What the code does."""
    group: Identifier
    """Group block."""


class Retrieve(Strict):
    """Takes a parked call back: `<code>*<place>#`."""

    action: Literal["retrieve"]
    """What the code does."""


ServiceAction = Annotated[
    GroupSwitch
    | MemberSwitch
    | RedirectSwitch
    | Override
    | OccasionalSwitch
    | PresentationSwitch
    | RecordPrompt
    | PickUp
    | Retrieve,
    Field(discriminator="action"),
]

ServiceCode = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9]{1,5}$")]


class PhoneServiceExits(Strict):
    """Exits of a phone service."""

    refused: Target
    """The caller's number is no user's, or the user has not the right for the code."""
    wrong_code: Target
    """No such code, at the last try."""
    no_input: Target
    """No code was dialled, at the last try."""
    done: Target
    """What the code means was done, and the caller was told so."""


class PhoneService(BaseBlock):
    """Phone service (obsługa przez telefon): codes, ended by #, from the phones of users with the right."""

    type: Literal["phone_service"]
    """Type of the block."""
    codes: Annotated[dict[ServiceCode, ServiceAction], Field(min_length=1)]
    """What each code does."""
    no_input_seconds: Seconds = 5
    """How long to wait for the first digit, and between digits."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more times the caller may try after the first failure."""
    exits: PhoneServiceExits
    """Where the call goes on."""
