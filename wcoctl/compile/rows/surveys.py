"""What callers are asked after a conversation."""

from typing import NamedTuple

__all__ = ["SurveyQuestionRow", "SurveyRow"]


class SurveyRow(NamedTuple):
    """Whom a survey asks."""

    tenant: str
    block: str
    one_in: int
    min_talk: int
    not_again_days: int
    no_input: int
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
