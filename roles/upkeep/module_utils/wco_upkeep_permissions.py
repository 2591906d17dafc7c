"""Whether services may use a file or a folder, and how they are let."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path


def closed(path: Path, mode: int, group: str = "") -> str:
    """Say what a file or folder lacks of a mode, or that its group is another; empty for nothing."""
    status = path.lstat()
    has, owner = stat.S_IMODE(status.st_mode), _group(status.st_gid)
    if has & mode == mode and owner == (group or owner):
        return ""
    return f"cannot be read by its services ({path.name}: mode {has:04o}, group {owner})"


def open_to(file: Path, mode: int, group: int) -> None:
    """Give a file to a group, and a mode at least; whatever is no file is left alone."""
    opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(opened)
        if stat.S_ISREG(status.st_mode):
            os.fchown(opened, -1, group)
            os.fchmod(opened, stat.S_IMODE(status.st_mode) | mode)
    finally:
        os.close(opened)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
