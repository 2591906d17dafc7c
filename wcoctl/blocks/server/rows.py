"""The table of companies' servers."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.server.model import Server
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "ServerRow", "rows"]


class ServerRow(NamedTuple):
    """Which server is called, and what of its answer is used."""

    tenant: str
    block: str
    timeout_ms: int
    values: str
    variables: str
    url: str


TABLES: Mapping[type[Row], str] = {ServerRow: "server"}


def rows(tenant: Tenant, name: str, block: Server, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    values, variables = ",".join(block.values), ",".join(block.variables)
    yield ServerRow(tenant.tenant, name, block.timeout_ms, values, variables, block.url)
