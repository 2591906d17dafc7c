"""The strict base of every spec model, and the field types they share."""

from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

__all__ = [
    "HANGUP",
    "BlockName",
    "EmailAddress",
    "Identifier",
    "Language",
    "LeadsTo",
    "LongText",
    "Seconds",
    "ShortText",
    "Strict",
    "Target",
    "refused",
]

HANGUP = "hangup"
"""The exit target that ends the call; no block may have this name."""


class Strict(BaseModel):
    """Refuses unknown keys and silent type conversions, and cannot be changed after validation."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True, defer_build=True
    )


def refused(message: str, hint: str) -> PydanticCustomError:
    """Return the error that a validator raises, a ValueError: what is wrong with the value, what to do."""
    return PydanticCustomError("refused", "{message}", {"message": message, "hint": hint})


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name inside the spec. It travels through dialplan, SQL and file names, hence the narrow alphabet."""


class LeadsTo(NamedTuple):
    """In a type: its values are names of blocks."""

    hangup: bool
    """Whether one may be ``hangup`` too."""


BlockName = Annotated[Identifier, LeadsTo(hangup=False)]
"""Where calls begin: the identifier of a block."""

Target = Annotated[Identifier, LeadsTo(hangup=True)]
"""Where an exit leads: the identifier of a block, or ``hangup``."""

ShortText = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")
]
"""A one-line text for people; never evaluated anywhere."""

LongText = Annotated[
    str, StringConstraints(min_length=1, max_length=5000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$")
]
"""A text of several lines for people; never evaluated anywhere."""

EmailAddress = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254
    ),
]
"""An address that needs no quoting anywhere: neither in a header nor in a list with commas."""

Seconds = Annotated[int, Field(ge=1, le=3600)]

Language = Literal["pl", "en"]
