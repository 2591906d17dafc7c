"""The tables of surveys."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.survey.model import Survey
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "SurveyQuestionRow", "SurveyRow", "rows"]


class SurveyRow(NamedTuple):
    """Whom a survey asks."""

    tenant: str
    block: str
    one_in: int
    min_talk_seconds: int
    not_again_days: int
    no_input_seconds: int
    repeats: int
    thanks: str


class SurveyQuestionRow(NamedTuple):
    """One question of a survey."""

    tenant: str
    block: str
    position: int
    question: str
    prompt: str
    digits: str


TABLES: Mapping[type[Row], str] = {SurveyRow: "survey", SurveyQuestionRow: "survey_question"}


def rows(tenant: Tenant, name: str, block: Survey, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield SurveyRow(
        tenant.tenant,
        name,
        block.one_in,
        block.min_talk_seconds,
        block.not_again_days,
        block.no_input_seconds,
        block.repeats,
        prompts[block.thanks] if block.thanks else "",
    )
    for position, question in enumerate(block.questions, 1):
        asked = question.name, prompts[question.prompt], question.digits
        yield SurveyQuestionRow(tenant.tenant, name, position, *asked)
