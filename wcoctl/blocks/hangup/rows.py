"""The table of hang-ups."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.hangup.model import Hangup
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "HangupRow", "rows"]


class HangupRow(NamedTuple):
    """How a hang-up block ends the call."""

    tenant: str
    block: str
    cause: str


TABLES: Mapping[type[Row], str] = {HangupRow: "hangup"}


def rows(tenant: Tenant, name: str, block: Hangup, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield HangupRow(tenant.tenant, name, block.cause)
