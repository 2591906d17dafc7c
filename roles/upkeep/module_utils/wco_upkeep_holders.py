"""Processes that have the files of a database open, whatever is at their paths by now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_ASIDE = re.compile(r"[.]broken-\d{8}T\d{6}")
"""In the name of a file that was set aside: who still has it open has another one open than the one that is there."""


@dataclass(frozen=True)
class Holder:
    """A process that has a file open."""

    file: Path
    """Which file of the database it took for this one."""
    process: str
    unit: str
    open_file: Path
    """Under /proc: leads to the file even if that has no name any more."""


def holders(files: Iterable[Path], proc: Path = Path("/proc")) -> Iterator[Holder]:
    """Find the processes that have one of these files open, or what was at its path before."""
    # Of a file system that was taken away, the kernel tells the path within it.
    names = {
        f"/{'/'.join(file.parts[place:])}": file for file in files for place in range(1, len(file.parts))
    }
    for handle in proc.glob("[0-9]*/fd/*"):
        try:
            target = _ASIDE.sub("", str(handle.readlink()).removesuffix(" (deleted)"))
            if target in names:
                process = handle.parent.parent
                yield Holder(names[target], process.name, _unit(process), handle)
        except OSError:
            continue  # the process has ended meanwhile


def opened_files(found: Iterable[Holder], database: Path) -> list[dict[Path, Path]]:
    """Return by process what it has open for each file; one process for each file that is meant."""
    by_process: dict[str, dict[Path, Path]] = {}
    for holder in found:
        by_process.setdefault(holder.process, {})[holder.file] = holder.open_file
    seen = set()
    processes = []
    for opened in by_process.values():
        identity = identity_of(opened[database].stat()) if database in opened else None
        if identity not in seen:
            processes.append(opened)
            seen.add(identity)
    return processes


def identity_of(status: os.stat_result) -> tuple[int, int]:
    """Return what tells one file from all others."""
    return status.st_dev, status.st_ino


def _unit(process: Path) -> str:
    """Return the service that a process belongs to; empty for none."""
    found = re.findall(r"/([^/\s]+\.service)(?=/|$)", (process / "cgroup").read_text(), re.MULTILINE)
    return found[-1] if found else ""
