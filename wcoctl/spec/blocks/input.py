"""Voice menu and internal number: a prompt, then digits from the caller."""

from typing import Annotated, Literal

from pydantic import Field

from wcoctl.spec.base import HANGUP, Identifier, Seconds, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["InputBlock", "InternalNumberBlock", "Menu", "MenuKey"]

MenuKey = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]


class InputBlock(BaseBlock):
    """What menu and internal number share: a prompt, then digits from the caller."""

    prompt: Identifier
    """Prompt with the instruction; played again at each repeat."""
    retry_prompt: Identifier | None = None
    """Prompt after a wrong key or number; the system prompt "invalid" when left out."""
    no_input_seconds: Seconds = 5
    """How long to wait for the first digit after the prompt."""
    inter_digit_seconds: Seconds = 3
    """How long to wait for each further digit."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more times the caller may try after the first failure."""
    barge_in: bool = True
    """Whether a digit stops the prompt; without it digits before the prompt's end are ignored."""
    mixed_lengths: bool = False
    """Whether internal numbers offered here may begin with one another: `#` or a pause ends one."""


class MenuExits(Strict):
    """Exits of a menu besides its keys."""

    wrong_key: Target
    """The caller pressed a key that leads nowhere, at the last try."""
    no_input: Target
    """The caller pressed nothing, at the last try."""
    busy: Target = HANGUP
    """With dial_internal (and then required): the user of the internal number is busy."""
    no_answer: Target = HANGUP
    """With dial_internal (and then required): the user of the internal number does not answer."""
    end_of_call: Target = HANGUP
    """With dial_internal: the user hung up after a conversation."""


class Menu(InputBlock):
    """Voice menu (menu głosowe): one digit chooses the way on."""

    type: Literal["menu"]
    """Type of the block."""
    keys: Annotated[dict[MenuKey, Target], Field(min_length=1)]
    """Where each key leads."""
    dial_internal: bool = False
    """Whether internal numbers may be dialled inside the menu too."""
    exits: MenuExits
    """Where calls go that no key took."""


class InternalNumberExits(Strict):
    """Exits of the internal number block."""

    busy: Target
    """The user of the internal number is busy."""
    no_answer: Target
    """The user of the internal number does not answer."""
    wrong_number: Target
    """The caller dialled no internal number that may be dialled here, at the last try."""
    no_input: Target
    """The caller dialled nothing (brak reakcji), at the last try."""
    end_of_call: Target = HANGUP
    """The user hung up after a conversation."""


class InternalNumberBlock(InputBlock):
    """Internal number (numer wewnętrzny): the caller dials 2 to 6 digits to reach a user or a group."""

    type: Literal["internal_number"]
    """Type of the block."""
    available: list[str] | None = None
    """Which internal numbers may be dialled here; all of the tenant's when left out."""
    exits: InternalNumberExits
    """Where calls go that reached nobody."""
