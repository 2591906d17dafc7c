"""Call stories: who calls whom when, how the phones behave, and what has to come of it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from wcoctl.errors import Problem, UserError
from wcoctl.lab.story.expected import Aftermath, Expected
from wcoctl.lab.story.names import SYSTEM_SOUND, Dialled, PhoneName
from wcoctl.model.base import Identifier, ShortText, Strict
from wcoctl.model.numbers import PhoneNumber

__all__ = ["Call", "Expected", "Key", "Phone", "Story", "load_stories", "load_story"]

Delay = Annotated[float, Field(ge=0, le=120)]
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
HeaderText = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]


class Key(Strict):
    """Digits that somebody presses, at a time or when a prompt has ended."""

    press: Annotated[str, StringConstraints(pattern=r"^[0-9A-D*#]{1,40}$")]
    at: Delay | None = None
    """Seconds after this phone answered, or the caller was answered."""
    input: Annotated[int, Field(ge=1, le=20)] | None = None
    """After the switchboard has spoken and fallen silent for the n-th time."""
    by: Annotated[list[Literal["event", "info", "tone"]], Field(min_length=1)] = Field(default=["event"])
    """As telephone events (RFC 4733), by SIP INFO, as tones in the audio; several: each key in all these ways at once."""
    fast: bool = False
    """As fast as a machine: shorter than any finger, without a pause between two keys."""

    @model_validator(mode="after")
    def _one_moment(self) -> "Key":
        if (self.at is None) == (self.input is None):
            raise ValueError("needs either at or input")
        return self


class _End(Strict):
    """What a caller and a phone have in common."""

    keys: list[Key] = Field(default=[])
    codecs: Annotated[list[Literal["alaw", "ulaw", "gsm", "g729"]], Field(min_length=1)] = Field(
        default=["alaw"]
    )
    """All that it offers or answers with."""
    events: bool = True
    """False: its SDP knows no telephone events."""
    rtp: bool = True
    """False: sends no audio at all, and so no keys."""
    silent: bool = False
    """Sends silence where others send their tone."""
    pauses: list[Annotated[list[Delay], Field(min_length=2, max_length=2)]] = Field(default=[])
    """From when until when, in seconds after this end's answer, it sends silence."""
    reinvite_after: Annotated[float, Field(gt=0, le=120)] | None = None
    """Seconds of the call after which it sends a re-INVITE."""
    hold: Literal["sendonly", "inactive", "address"] | None = None
    """How that INVITE puts the other side on hold: by its direction, or by c=0.0.0.0; no audio may come from then on."""


class Phone(_End):
    """How a phone behaves when it is rung."""

    does: Literal[
        "answer",
        "no_answer",
        "busy",
        "reject",
        "unavailable",
        "unknown",
        "failed",
        "incompatible",
        "redirect",
    ] = "answer"
    to: Dialled | None = None
    """Where a phone that redirects (302) wants its calls to go."""
    diverted: bool = False
    """Its network says first that the call goes on to another phone (181 with Diversion and History-Info)."""
    after: Delay = 1.0
    """Seconds it rings before it answers."""
    hang_up_after: Annotated[float, Field(gt=0, le=120)] | None = None
    """Seconds of talk after which this phone hangs up; omitted: it waits for the other side."""
    early_media: bool = False
    """Sends audio while it rings (183), as some networks do."""
    ringing: Literal["180", "183", "silent"] = "180"
    """How it says that it rings: 180, 183 without audio, or not at all."""

    @model_validator(mode="after")
    def _redirects_somewhere(self) -> "Phone":
        if (self.does == "redirect") != (self.to is not None):
            raise ValueError("needs `to` if it redirects, and only then")
        return self


class Call(_End):
    """One call of a story."""

    dialled: Dialled
    caller: PhoneNumber | Literal["anonymous"]
    withheld: bool = False
    """The network knows the number (P-Asserted-Identity), but nobody may be shown it."""
    asserted: bool = True
    """False: the network vouches for no number, there is only From."""
    asserts: list[HeaderText] = Field(default=[])
    """What the network asserts instead of the caller's number: values of P-Asserted-Identity, each in a header."""
    shows: HeaderText | None = None
    """What From says instead of the caller's number."""
    uri: HeaderText | None = None
    """How the request writes whom it is for, instead of as a SIP URI with the dialled number."""
    name: Annotated[str, StringConstraints(max_length=200, pattern=PRINTABLE)] = ""
    """Display name that the calling side claims."""
    start: Delay = 0.0
    """Seconds after the story's start."""
    forwarded_by: PhoneName | None = None
    """The network makes this call since it rings that phone, which forwards its calls to `dialled`; `start` counts from
    there. Several such calls of a phone: one for each time that it is rung."""
    tells: Literal["diversion", "history_info", "phone", "nothing"] = "diversion"
    """How the network says that the call was forwarded; `phone`: in Diversion, but only by that phone."""
    max_forwards: Annotated[int, Field(ge=0, le=255)] = 70
    """How many hops the network leaves the call."""
    hang_up_after: Annotated[float, Field(gt=0, le=120)] = 40.0
    """When the caller gives up: seconds after the answer, or while nobody answers after the ringing began."""
    expect: Expected


Behaviours = Annotated[
    list[Phone],
    Field(min_length=1),
    BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
]


class Story(Strict):
    """A situation that one can watch: phones, calls and their expected course."""

    title: ShortText
    tenant: Identifier
    clock: datetime | None = None
    """What the switchboard's clock shows, in the tenant's time zone; omitted: the present."""
    phones: dict[PhoneName, Behaviours] = Field(default={})
    """By user or number: how the phone behaves, or a list: the first time, the second time, ...; the last goes on."""
    calls: Annotated[list[Call], Field(min_length=1)]
    lasts: Delay = 0.0
    """Seconds for which the story is watched at least, also when all callers have gone."""
    expect: Aftermath = Aftermath()

    @property
    def system_sounds(self) -> set[str]:
        """Sounds of Asterisk's own that the story names."""
        expected = [self.expect, *(call.expect for call in self.calls)]
        named = [name for one in expected for names in one.phones_heard.values() for name in names]
        named += [name for call in self.calls for name in call.expect.heard]
        return {name for name in named if name.startswith(SYSTEM_SOUND)}


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
                Problem(path, 0, ".".join(map(str, detail["loc"])), detail["msg"], "fix the story")
                for detail in error.errors()
            )
        ) from error


def load_stories(paths: list[Path]) -> dict[str, Story]:
    """Read stories, by the name of their file, or of their folder when the file is called ``story.yml``."""
    return {path.parent.name if path.stem == "story" else path.stem: load_story(path) for path in paths}
