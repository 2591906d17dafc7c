"""The table of user blocks: that of all blocks that ring one phone."""

from collections.abc import Iterator, Mapping

from wcoctl.blocks.dial_rows import TABLES, DialRow
from wcoctl.blocks.user.model import UserBlock
from wcoctl.compile.row import Row
from wcoctl.model.numbers import is_landline
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "rows"]


def rows(tenant: Tenant, name: str, block: UserBlock, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    user = tenant.users[block.user]
    number = user.number if user.active else ""
    ring, landline = block.ring_seconds or user.ring_seconds, int(is_landline(user.number))
    yield DialRow(tenant.tenant, name, block.user, number, ring, landline)
