"""An internal number block in the picture."""

from wcoctl.blocks.input_draw import details

__all__ = ["SHAPE", "details"]

SHAPE = ("component", "#cffafe")
