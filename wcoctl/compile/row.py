"""What every row of the call plan is."""

__all__ = ["Row"]

Row = tuple[str | int, ...]
"""Columns stand in the order of their table (``tables.sql``)."""
