"""Webhook: settings, exits, and the rule that its port exists."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Exits, Failed, Taken, Way
from wcoctl.model.base import Identifier, Target
from wcoctl.model.finding import Finding, Names, Place

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Webhook"]

LAST_PORT = 65535

WebhookValue = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,29}$")]


class WebhookExits(Exits):
    """Exits of a webhook besides its values."""

    no_match: Failed
    """The server's value is none of `values`."""
    error: Failed
    """The server cannot be reached, may not be called, or its answer is invalid."""
    timeout: Failed
    """The server did not answer in time."""


class Webhook(BaseBlock):
    """Webhook (wywołaj serwer): an HTTPS request with the facts of the call; its answer chooses the exit."""

    type: Literal["webhook"]
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
    values: dict[WebhookValue, Target] = Field(default={})
    """Where each value of the answer leads."""
    variables: Annotated[list[Identifier], Field(max_length=20)] = Field(default=[])
    """Variables of the answer that later conditions and announcements use."""
    exits: WebhookExits
    """Where the call goes without a matching value."""

    def choices(self) -> Iterator[Way]:
        """Yield the way of each value."""
        for value, target in self.values.items():
            yield Way(("values", value), f"ok_{value}", target, Taken.PASSED)

    def hosts(self) -> Iterator[tuple[Place, str]]:
        """Yield the server's host."""
        yield ("url",), urlsplit(self.url).hostname or ""

    def variables_told(self) -> Sequence[str]:
        """Return the variables of the answer that are kept."""
        return self.variables

    def check(self, _tenant: "Tenant", _name: str, _names: Names) -> Iterator[Finding]:
        """Check that the port exists."""
        authority = self.url.split("/")[2]
        if int(authority.partition(":")[2] or 1) not in range(1, LAST_PORT + 1):
            yield Finding(("url",), "port out of range", f"use 1 to {LAST_PORT}")


MODEL = Webhook
