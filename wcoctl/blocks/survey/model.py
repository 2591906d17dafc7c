"""Survey: settings, exits, and the rules about its questions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Exits, Failed, Passed
from wcoctl.model.base import Identifier, Seconds, Strict
from wcoctl.model.finding import Finding, Names
from wcoctl.model.named import PromptName

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Question", "Survey"]


class Question(Strict):
    """One question of a survey."""

    name: Identifier
    """Name in results."""
    prompt: PromptName
    """Prompt that asks."""
    digits: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}$")] = "12345"
    """Digits that are an answer."""


class SurveyExits(Exits):
    """Exits of a survey."""

    end: Passed
    """All questions were asked."""
    skipped: Failed
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
    thanks: PromptName | None = None
    """Prompt after the last question."""
    exits: SurveyExits
    """Where the call goes on."""

    def check(self, _tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that the questions have names of their own, and digits that differ."""
        seen: set[str] = set()
        for position, question in enumerate(self.questions):
            place = ("questions", position)
            if question.name in seen:
                message = f"`{question.name}` is the name of an earlier question"
                yield Finding(
                    (*place, "name"), message, "give each question its own name: results are identified by it"
                )
            seen.add(question.name)
            if len(set(question.digits)) < len(question.digits):
                yield Finding((*place, "digits"), "duplicate digit", "keep one of them")


MODEL = Survey
