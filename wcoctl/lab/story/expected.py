"""What has to come of a story: of each of its calls, and of the phones that the switchboard calls by itself."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wcoctl.lab.story.names import Dialled, PhoneName, Shown
from wcoctl.model.base import Identifier, Strict

__all__ = ["Aftermath", "Expected", "PhonesExpected"]

Step = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*:(-|[a-z][a-z0-9_]*)$")]
_PHONE = r"^([a-z][a-z0-9_]*|\+?[0-9*#]+)"
Rang = Annotated[str, StringConstraints(pattern=_PHONE + r":(answered|busy|failed|cancelled)$")]
Recorded = Annotated[str, StringConstraints(pattern=_PHONE + r":[a-z_]+$")]
Prompt = Annotated[str, StringConstraints(pattern=r"^_?[a-z][a-z0-9_]*$")]
Names = Annotated[
    list[PhoneName],
    Field(min_length=1),
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]


class PhonesExpected(Strict):
    """What has to come of phones; one that is not named may have experienced anything."""

    phones_heard: dict[PhoneName, list[Prompt]] = Field(default={})
    """Prompts in the order in which each phone heard them; ``_sales``: what tells members that group sales calls."""
    phones_talk: list[Annotated[list[PhoneName], Field(min_length=2, max_length=2)]] = Field(default=[])
    """Pairs of phones that heard each other."""
    presented: dict[PhoneName, Shown] = Field(default={})
    """The number of the caller that each phone is shown, or anonymous."""
    diverted: dict[PhoneName, Dialled | None] = Field(default={})
    """The number that forwards the call (Diversion); null: none."""
    completed_elsewhere: dict[PhoneName, bool] = Field(default={})
    """Whether each phone, when it stopped ringing, was told that somebody else has taken the call."""


class Expected(PhonesExpected):
    """What has to come of a call."""

    status: Annotated[int, Field(ge=200, le=699)] = 200
    """Final SIP answer to the caller."""
    answered_between: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    """Seconds since the INVITE from which and until which the caller had to be answered; omitted: at any time."""
    path: list[Step] | None = None
    """Steps ``block:exit``; omitted for a call that no switchboard takes and so no record tells of."""
    heard: list[Identifier] = Field(default=[])
    """Prompts in the order in which the caller heard them; ``system_...`` is a sound of Asterisk's own."""
    rang: list[Rang | list[Rang]] | None = Field(default=[])
    """Phones as they were rung, ``user:result``; those rung at once are a list of their own; null: any."""
    talks_to: Names | None = None
    """Whom the caller has conversations with, in their order, heard on both sides; null: anybody or nobody."""
    outcome: Literal["answered", "unanswered", "refused"] | None = None
    """Outcome in the call record."""
    legs: list[Recorded] | None = None
    """Phones that the record tells of, in any order; omitted: those that rang, with what came of them."""
    record: dict[Identifier, str | int | float | bool | None] = Field(default={})
    """Other columns of the record."""


class Aftermath(PhonesExpected):
    """What has to come of a story's phones, whichever call they belong to."""

    rang_alone: list[Rang | list[Rang]] | None = Field(default=[])
    """Phones that were rung while no caller of the story was there: callbacks; null: any."""
    callers_talk: list[Annotated[list[PhoneName], Field(min_length=2, max_length=2)]] = Field(default=[])
    """Pairs of callers who heard each other: one took the other's call over."""
