"""The strict base of every spec model, and the field types they share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["HANGUP", "Identifier", "Language", "Seconds", "ShortText", "Strict", "Target"]

HANGUP = "hangup"
"""The exit target that ends the call; no block may have this name."""


class Strict(BaseModel):
    """Refuses unknown keys and silent type conversions, and cannot be changed after validation."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name inside the spec. It travels through dialplan, SQL and file names, hence the narrow alphabet."""

Target = Identifier
"""Where an exit leads: the identifier of a block, or ``hangup``."""

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A one-line text for people; never evaluated anywhere."""

Seconds = Annotated[int, Field(ge=1, le=3600)]

Language = Annotated[str, StringConstraints(pattern=r"^(pl|en)$")]
