"""Keys of webhooks, by which receivers know our signatures. None is kept: each is made from the site's and the webhook's name."""

import hashlib
import hmac
from uuid import UUID

__all__ = ["key_of"]


def key_of(master: bytes, webhook: UUID) -> bytes:
    """Return the key that a company shares with its server; it tells nothing of the site's."""
    return hmac.digest(master, webhook.bytes, hashlib.sha256)
