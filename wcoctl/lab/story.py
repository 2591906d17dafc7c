"""Call stories: who calls whom when, how the phones behave, and what has to come of it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from wcoctl.errors import Problem, UserError
from wcoctl.spec.base import Identifier, ShortText, Strict
from wcoctl.spec.numbers import PhoneNumber

__all__ = ["ANYBODY", "Call", "Expected", "Key", "Phone", "Story", "load_stories", "load_story"]

ANYBODY = "anybody"
"""Stands in ``rang`` for whichever phone a strategy may choose freely."""

Delay = Annotated[float, Field(ge=0, le=120)]
Step = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*:(-|[a-z][a-z0-9_]*)$")]
Rang = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*|\+\d+):(answered|busy|failed|cancelled)$")
]


class Key(Strict):
    """Digits that the caller presses, at a time or when a prompt has ended."""

    press: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,40}$")]
    at: Delay | None = None
    """Seconds after the switchboard answered."""
    input: Annotated[int, Field(ge=1, le=20)] | None = None
    """After the switchboard has spoken and fallen silent for the n-th time."""

    @model_validator(mode="after")
    def _one_moment(self) -> "Key":
        if (self.at is None) == (self.input is None):
            raise ValueError("needs either at or input")
        return self


class Phone(Strict):
    """How a phone behaves when it is rung."""

    does: Literal["answer", "no_answer", "busy", "reject", "unavailable", "unknown", "failed"] = "answer"
    after: Delay = 1.0
    """Seconds it rings before it answers."""
    hang_up_after: Annotated[float, Field(gt=0, le=120)] | None = None
    """Seconds of talk after which this phone hangs up; left out: it waits for the other side."""
    early_media: bool = False
    """Sends audio while it rings (183), as some networks do."""


class Expected(Strict):
    """What has to come of a call."""

    status: Annotated[int, Field(ge=200, le=699)] = 200
    """Final SIP answer to the caller."""
    path: list[Step] | None = None
    """Steps ``block:exit``; left out for a call that no switchboard takes and so no record tells of."""
    heard: list[Identifier] = Field(default=[])
    """Prompts in the order in which the caller heard them."""
    rang: list[Rang | list[Rang]] | None = Field(default=[])
    """Phones as they were rung, ``user:result``; those rung at once are a list of their own; null: any."""
    outcome: Literal["answered", "unanswered", "refused"] | None = None
    """Outcome in the call record."""
    talks_to: str | None = None
    """User or number with whom the caller has a conversation, heard on both sides."""


class Call(Strict):
    """One call of a story."""

    dialled: PhoneNumber
    caller: PhoneNumber | Literal["anonymous"]
    name: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    """Display name that the calling side claims."""
    start: Delay = 0.0
    """Seconds after the story's start."""
    keys: list[Key] = Field(default=[])
    hang_up_after: Annotated[float, Field(gt=0, le=120)] = 40.0
    """When the caller gives up: seconds after the answer, or while nobody answers after the ringing began."""
    expect: Expected


class Story(Strict):
    """A situation that one can watch: phones, calls and their expected course."""

    title: ShortText
    tenant: Identifier
    clock: datetime | None = None
    """What the switchboard's clock shows, in the tenant's time zone; left out: the present."""
    phones: dict[str, Phone] = Field(default={})
    """By user or number."""
    calls: Annotated[list[Call], Field(min_length=1)]


def load_story(path: Path) -> Story:
    """Read one story; a UserError names every mistake in it."""
    try:
        return Story.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        hint = "see the stories of the demo for an example"
        raise UserError(problems=(Problem(path, 0, "", f"is not YAML: {error}", hint),)) from error
    except ValidationError as error:
        raise UserError(
            problems=tuple(
                Problem(path, 0, ".".join(map(str, detail["loc"])), detail["msg"], "mend the story")
                for detail in error.errors()
            )
        ) from error


def load_stories(paths: list[Path]) -> dict[str, Story]:
    """Read stories, by the name of their file, or of their folder when the file is called ``story.yml``."""
    return {path.parent.name if path.stem == "story" else path.stem: load_story(path) for path in paths}
