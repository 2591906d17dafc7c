"""Voice menu: prompt, tries, and what the keys mean."""

from wcoctl.blocks.input_walk import walk

__all__ = ["walk"]
