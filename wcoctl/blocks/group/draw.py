"""A group in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.group.model import Group
from wcoctl.graph.labels import some
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("box3d", "#dcfce7")


def details(tenant: Tenant, name: str, block: Group) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield block.name
    state = "" if block.active else ", switched off"
    yield f"{block.strategy.replace('_', ' ')}, waits {block.wait_seconds} s{state}"
    yield f"{len(block.members)} members: {some(block.members, 3)}" if block.members else "no members"
    internal = [digits for digits, target in tenant.internal_numbers.items() if target.group == name]
    if internal:
        yield f"internal number {some(internal, 2)}"
