"""The tables of voice menus: those of all blocks that ask for digits."""

from collections.abc import Iterator, Mapping

from wcoctl.blocks.input_rows import TABLES, input_rows
from wcoctl.blocks.menu.model import Menu
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "rows"]


def rows(tenant: Tenant, name: str, block: Menu, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield from input_rows(tenant, name, block, prompts, keys=True)
