"""An announcement in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.announcement.model import Announcement
from wcoctl.graph.labels import spoken
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("note", "#ffedd5")


def details(tenant: Tenant, _name: str, block: Announcement) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield spoken(tenant, block.prompt)
