"""What comes before the entry block."""

from typing import NamedTuple

__all__ = ["BlocklistDialledRow", "BlocklistRow", "OccasionalDialledRow", "OccasionalRow"]


class BlocklistRow(NamedTuple):
    """A rule that keeps callers away."""

    tenant: str
    position: int
    callers: str
    anonymous: int
    dialled: int
    target: str


class BlocklistDialledRow(NamedTuple):
    """A main number that a rule of the blocklist covers."""

    tenant: str
    position: int
    number: str


class OccasionalRow(NamedTuple):
    """An announcement before the entry block, for a time."""

    tenant: str
    announcement: str
    position: int
    prompt: str
    first: int
    last: int
    dialled: int
    hangup: int
    active: int


class OccasionalDialledRow(NamedTuple):
    """A main number for which an occasional announcement is played."""

    tenant: str
    announcement: str
    number: str
