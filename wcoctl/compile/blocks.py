"""Blocks: the rows of each, and the exits that every type has."""

from collections.abc import Iterator, Mapping

from wcoctl.blocks.registry import part
from wcoctl.compile.rows import BlockRow, ExitRow, Row
from wcoctl.model.base import HANGUP
from wcoctl.model.tenant import Tenant

__all__ = ["block_rows"]


def block_rows(tenant: Tenant, name: str, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield all rows of one block; ``prompts`` gives the id of each prompt's audio."""
    block = tenant.blocks[name]
    yield BlockRow(tenant.tenant, name, block.type, block.language or tenant.language)
    for way in block.used_ways():
        yield ExitRow(tenant.tenant, name, way.exit, "" if way.target == HANGUP else way.target)
    yield from part(block.type, "rows", "rows")(tenant, name, block, prompts)
