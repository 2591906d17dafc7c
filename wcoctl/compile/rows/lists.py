"""Lists of callers."""

from typing import NamedTuple

__all__ = ["ListEntryRow"]


class ListEntryRow(NamedTuple):
    """A number or prefix on a list of callers."""

    tenant: str
    list: str
    value: str
    is_prefix: int
