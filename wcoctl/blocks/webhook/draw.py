"""A webhook in the picture."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from wcoctl.blocks.webhook.model import Webhook
from wcoctl.graph.labels import some
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("cylinder", "#ccfbf1")


def details(_tenant: Tenant, _name: str, block: Webhook) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield f"asks {urlsplit(block.url).hostname}"
    yield f"stores {some(block.variables)}" if block.variables else "stores nothing"
