"""The table of redirects: that of all blocks that ring one phone."""

from collections.abc import Iterator, Mapping

from wcoctl.blocks.dial_rows import TABLES, DialRow
from wcoctl.blocks.redirect.model import Redirect
from wcoctl.compile.row import Row
from wcoctl.model.numbers import is_landline
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "rows"]


def rows(tenant: Tenant, name: str, block: Redirect, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    landline = int(is_landline(block.number))
    yield DialRow(tenant.tenant, name, "", block.number, block.ring_seconds, landline)
