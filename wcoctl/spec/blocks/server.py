"""Call a server: the answer of a company's own server chooses the way."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Identifier, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock

__all__ = ["Server"]

ServerValue = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,29}$")]


class ServerExits(Strict):
    """Exits of a server block besides its values."""

    no_match: Target
    """The server's value is none of `values`."""
    error: Target
    """The server cannot be reached, may not be called, or its answer makes no sense."""
    timeout: Target
    """The server did not answer in time."""


class Server(BaseBlock):
    """Call a server (wywołaj serwer): an HTTPS request with the facts of the call; its answer chooses the exit."""

    type: Literal["server"]
    """Type of the block."""
    url: Annotated[
        str,
        StringConstraints(
            max_length=500, pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/%?=&+,;:@-]*)?$"
        ),
    ]
    """Address of the server; its host has to be on the operator's list."""
    timeout_ms: Annotated[int, Field(ge=100, le=3000)] = 3000
    """How long an answer may take, one retry included."""
    values: dict[ServerValue, Target] = Field(default={})
    """Where each value of the answer leads."""
    variables: Annotated[list[Identifier], Field(max_length=20)] = Field(default=[])
    """Variables of the answer that later conditions and announcements use."""
    exits: ServerExits
    """Where the call goes without a value that fits."""
