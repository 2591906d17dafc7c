"""A voice menu in the picture."""

from wcoctl.blocks.input_draw import details

__all__ = ["SHAPE", "details"]

SHAPE = ("box", "#dbeafe")
