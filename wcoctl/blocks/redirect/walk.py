"""Redirect: the number rings."""

from wcoctl.blocks.dial_walk import walk

__all__ = ["walk"]
