"""Survey: questions after a conversation, answered by digits."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Identifier, Seconds, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Question", "Survey"]


class Question(Strict):
    """One question of a survey."""

    name: Identifier
    """Name in results."""
    prompt: Identifier
    """Prompt that asks."""
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}$")] = "12345"
    """Digits that are an answer."""


class SurveyExits(Strict):
    """Exits of a survey."""

    end: Target
    """All questions were asked."""
    skipped: Target
    """This caller is not asked: sampling, too short a conversation, or asked not long ago."""


class Survey(BaseBlock):
    """Survey (ankieta): asked after the conversation, for whoever stays on the line."""

    type: Literal["survey"]
    """Type of the block."""
    questions: Annotated[list[Question], Field(min_length=1, max_length=20)]
    """Questions in their order."""
    one_in: Annotated[int, Field(ge=1, le=1000)] = 1
    """Every how many-th conversation is asked about."""
    min_talk_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    """Shortest conversation that is asked about."""
    not_again_days: Annotated[int, Field(ge=0, le=365)] = 0
    """For how many days the same caller is not asked again."""
    no_input_seconds: Seconds = 5
    """How long to wait for a digit."""
    repeats: Annotated[int, Field(ge=0, le=9)] = 1
    """How many more times a question is asked after no or a wrong digit, before the next one."""
    thanks: Identifier | None = None
    """Prompt after the last question."""
    exits: SurveyExits
    """Where the call goes on."""
