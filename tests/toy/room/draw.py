"""A pause in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.toy.model import Pause

from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("box", "#ffffff")


def details(_tenant: Tenant, _name: str, block: Pause) -> Iterator[str]:
    """Yield what is worth knowing at a glance."""
    yield f"{block.seconds} s"
