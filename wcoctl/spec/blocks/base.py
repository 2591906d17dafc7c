"""What all block types share."""

from wcoctl.spec.base import Language, Strict

__all__ = ["BaseBlock"]


class BaseBlock(Strict):
    """What every block has."""

    language: Language | None = None
    """Language of this block's system prompts; the tenant's when left out."""
