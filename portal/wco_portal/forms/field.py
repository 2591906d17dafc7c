"""A field of a form: one setting of a model, or what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wcoctl.model.entries import ABSENT

__all__ = ["Field", "Kind"]


class Kind(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    SWITCH = "switch"
    MAYBE = "maybe"
    """Yes, no, or not asked."""
    CHOICE = "choice"
    CHOICES = "choices"
    REFERENCE = "reference"
    TARGET = "target"
    PHONE = "phone"
    EMAIL = "email"
    MOMENT = "moment"
    """A day, and a time of it or none."""
    DAY = "day"
    DAYS = "days"
    """A weekday, or from one to another."""
    HOURS = "hours"
    LINES = "lines"
    """Several short values, each on a line of its own."""
    LIST = "list"
    GROUP = "group"
    OPTIONAL = "optional"
    """A group that may be missing."""
    MAPPING = "mapping"
    VARIANT = "variant"
    """A choice, on which it depends what else is asked."""
    FIXED = "fixed"
    """Shown at most; nobody changes it."""


@dataclass(frozen=True)
class Field:
    """One setting."""

    name: str
    kind: Kind
    label: str = ""
    help: str = ""
    required: bool = False
    default: Any = ABSENT
    """What the setting is when the data does not have it."""
    options: tuple[str, ...] = ()
    collection: str = ""
    """Of a reference: whose entries."""
    hangup: bool = False
    """Of a target: whether the call may end there."""
    least: int | None = None
    most: int | None = None
    step: int | None = None
    longest: int = 300
    inner: tuple["Field", ...] = ()
    """Of a group its settings, of a list its row, of a mapping its key and its value."""
    variants: Mapping[str, tuple["Field", ...]] = field(default_factory=dict)
    """By what is chosen."""
    growing: bool = True
    """Of a list: whether rows may come and go."""
