"""Internal number: prompt, tries, and what the digits mean."""

from wcoctl.blocks.input_walk import walk

__all__ = ["walk"]
