"""A voicemail in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.voicemail.model import Voicemail
from wcoctl.graph.labels import spoken
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("folder", "#e0e7ff")


def details(tenant: Tenant, _name: str, block: Voicemail) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield f"of {tenant.users[block.user].name}" if block.user else f"of {block.group}"
    yield spoken(tenant, block.greeting)
