"""What menu and internal number share in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.input import InputBlock
from wcoctl.graph.labels import some, spoken
from wcoctl.model.tenant import Tenant

__all__ = ["details"]


def details(tenant: Tenant, _name: str, block: InputBlock) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield spoken(tenant, block.prompt)
    offered = block.offered(tenant)
    yield from [f"internal numbers: {some(offered, 3)}"] if offered else []
