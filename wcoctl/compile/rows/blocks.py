"""Blocks of the switchboard, their exits and what most types need."""

from typing import NamedTuple

__all__ = [
    "AnnouncementRow",
    "BlockRow",
    "DialRow",
    "ExitRow",
    "HangupRow",
    "InputRow",
    "InternalNumberRow",
    "PersonalRow",
    "PromptRow",
    "ServerRow",
    "VoicemailRow",
]


class BlockRow(NamedTuple):
    """A block of the switchboard."""

    tenant: str
    block: str
    type: str
    language: str


class ExitRow(NamedTuple):
    """Where an exit leads; an empty target hangs up."""

    tenant: str
    block: str
    exit: str
    target: str


class InputRow(NamedTuple):
    """What a menu or internal number block plays and how long it waits for digits."""

    tenant: str
    block: str
    prompt: str
    retry_prompt: str
    no_input: int
    inter_digit: int
    repeats: int
    barge_in: int
    keys: int
    longest: int


class InternalNumberRow(NamedTuple):
    """An internal number that may be dialled in a block."""

    tenant: str
    block: str
    digits: str
    user: str
    group_block: str


class DialRow(NamedTuple):
    """The one phone that a user or redirect block rings."""

    tenant: str
    block: str
    user: str
    number: str
    ring: int
    landline: int


class AnnouncementRow(NamedTuple):
    """What an announcement plays."""

    tenant: str
    block: str
    prompt: str


class PersonalRow(NamedTuple):
    """A text that is spoken for one caller."""

    tenant: str
    block: str
    text: str
    user_name: str
    otherwise: str


class VoicemailRow(NamedTuple):
    """Whose voicemail a block is, and where its messages go."""

    tenant: str
    block: str
    owner: str
    recipients: str
    greeting: str
    max_seconds: int
    pause: int


class ServerRow(NamedTuple):
    """Which server is called, and what of its answer is used."""

    tenant: str
    block: str
    url: str
    timeout_ms: int
    values: str
    variables: str


class HangupRow(NamedTuple):
    """How a hang-up block ends the call."""

    tenant: str
    block: str
    cause: str


class PromptRow(NamedTuple):
    """Audio that the tenant's blocks play."""

    tenant: str
    prompt: str
