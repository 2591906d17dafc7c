"""A personalised announcement in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.personal_announcement.model import PersonalAnnouncement
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("note", "#ffedd5")


def details(_tenant: Tenant, _name: str, block: PersonalAnnouncement) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield f"\u201c{block.text}\u201d"
