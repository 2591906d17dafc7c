"""Feature codes: settings and exits; what a code does is an action."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Chosen, Exits, Failed
from wcoctl.blocks.feature_codes.actions import FeatureAction
from wcoctl.model.base import Seconds

__all__ = ["MODEL", "FeatureCodes"]

FeatureCode = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9]{1,5}$")]


class FeatureCodesExits(Exits):
    """Exits of feature codes."""

    refused: Failed
    """The caller's number is not a user's, or the user lacks the permission for the code."""
    wrong_code: Failed
    """No such code, at the last try."""
    no_input: Failed
    """No code was dialled, at the last try."""
    done: Chosen
    """What the code means was done, and the caller was told so."""


class FeatureCodes(BaseBlock):
    """Feature codes (obsługa przez telefon): digits, ended by #, from the phones of users with the permission."""

    type: Literal["feature_codes"]
    """Type of the block."""
    codes: Annotated[dict[FeatureCode, FeatureAction], Field(min_length=1)]
    """What each code does."""
    no_input_seconds: Seconds = 5
    """How long to wait for the first digit, and between digits."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 2
    """How many more times the caller may try after the first failure."""
    exits: FeatureCodesExits
    """Where the call goes on."""


MODEL = FeatureCodes
