"""User: the phone rings, or where its calls go on."""

from wcoctl.blocks.dial_walk import walk

__all__ = ["walk"]
