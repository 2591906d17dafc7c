"""How full the disk is that holds the spool."""

import os
from pathlib import Path

__all__ = ["is_full"]

ONCE_FULL = 2
"""Per cent that have to become free before a full disk counts as one with room again."""


def is_full(folder: Path, most_percent: int, was_full: bool) -> bool:
    """Whether more of the disk is used than messages may use it."""
    disk = os.statvfs(folder)
    used = 100 * (1 - disk.f_bavail / disk.f_blocks)
    return used >= most_percent - (ONCE_FULL if was_full else 0)
