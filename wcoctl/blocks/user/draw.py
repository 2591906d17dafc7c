"""A user in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.user.model import UserBlock
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("ellipse", "#f0fdf4")


def details(tenant: Tenant, _name: str, block: UserBlock) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    user = tenant.users[block.user]
    yield user.name if user.active else f"{user.name} (inactive)"
    yield user.number
    for when, number in user.forwarding.model_dump(exclude_none=True).items():
        yield f"{when.replace('_', ' ')}: {number}"
