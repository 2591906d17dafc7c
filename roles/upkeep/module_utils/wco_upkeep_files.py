"""Files that roles have written on a host: what they are, and what has become of them."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

PACKAGE = "package"
"""Stands for a file that is as its Debian package brought it, whatever the version."""
LINK = "link "
GONE = "link to nothing"


def look(patterns: Iterable[str], without: Iterable[str], root: Path = Path("/")) -> dict[str, str]:
    """Describe every file, link and directory that the patterns name, all those below where they name a directory."""
    left_out = {file for pattern in without for file in root.glob(pattern.lstrip("/"))}
    own = packaged(root / "var/lib/dpkg/status")
    found = {}
    for pattern in patterns:
        for place in root.glob(pattern.lstrip("/")):
            below = place.rglob("*") if place.is_dir() and not place.is_symlink() else ()
            for file in (place, *below):
                if file not in left_out and (file.is_symlink() or file.is_file() or file.is_dir()):
                    name = f"/{file.relative_to(root)}"
                    found[name] = _describe(file, own.get(name, ""))
    return found


def differences(recorded: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Name the files that are not what they were."""
    told = []
    for name in sorted(recorded.keys() | found.keys()):
        if name not in found:
            told.append(f"{name} is missing")
        elif name not in recorded:
            told.append(f"{name} was added")
        elif found[name] != recorded[name]:
            told.append(f"{name} leads nowhere" if found[name] == GONE else f"{name} was changed")
    return told


def record(former: Mapping[str, str] | None, found: Mapping[str, str]) -> dict[str, str]:
    """Return what to record after a rollout of the same release again.

    That has put right what roles write. What is still not as it was is nothing of theirs, and is told until somebody
    puts it right.
    """
    return dict(found if former is None else former)


def packaged(status: Path) -> dict[str, str]:
    """Read the MD5 sums of the configuration files that packages have brought."""
    sums: dict[str, str] = {}
    inside = False
    for line in status.read_text(encoding="utf-8").splitlines() if status.exists() else ():
        if inside and line.startswith(" "):
            name, digest = line.split()[:2]
            sums[name] = digest
        else:
            inside = line == "Conffiles:"
    return sums


def _describe(file: Path, own: str) -> str:
    if file.is_symlink():
        return LINK + str(file.readlink()) if file.exists() else GONE
    status = file.stat()
    access = f"{stat.S_IMODE(status.st_mode):04o} {status.st_uid}:{status.st_gid}"
    if file.is_dir():
        return f"{access} directory"
    content = file.read_bytes()
    if own and hashlib.md5(content, usedforsecurity=False).hexdigest() == own:
        return PACKAGE
    return f"{access} {hashlib.sha256(content).hexdigest()}"
