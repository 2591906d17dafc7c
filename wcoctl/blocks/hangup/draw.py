"""A hang-up in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.hangup.model import Hangup
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("octagon", "#fee2e2")


def details(_tenant: Tenant, _name: str, block: Hangup) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield block.cause
