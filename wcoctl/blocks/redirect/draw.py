"""A redirect in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.redirect.model import Redirect
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("cds", "#fef9c3")


def details(_tenant: Tenant, _name: str, block: Redirect) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield block.number
