"""The table of pauses."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.toy.model import Pause

from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "ToyRow", "rows"]


class ToyRow(NamedTuple):
    """How long a pause is."""

    tenant: str
    block: str
    seconds: int


TABLES: Mapping[type[Row], str] = {ToyRow: "toy"}


def rows(tenant: Tenant, name: str, block: Pause, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name."""
    yield ToyRow(tenant.tenant, name, block.seconds)
