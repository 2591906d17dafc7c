"""How full the file systems of this host are: in /run/wco/space.json for `wcoctl status`, and an alarm before one is full.

The timer wco-space runs it. An alarm goes to the journal and, where there are spools of call records (arguments of --spool, the
first that takes it), to PostgreSQL by them; again after a day, if the trouble lasts.
"""

import argparse
import json
import os
import socket
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from wco_host.alarm import raise_alarm
from wco_host.sqlite_file import open_file

ONCE_REACHED = 2
"""Per cent that have to become free before a limit that was reached counts as not reached."""
AGAIN = 86_400
"""Seconds after which an alarm of a trouble that lasts is raised once more."""
LEVELS = ("ok", "warning", "alarm")


@dataclass(frozen=True)
class FileSystem:
    """What one file system has left; percentages are those of ``df``."""

    path: str
    """The first of our folders on it."""
    used_percent: int
    inodes_percent: int
    free_megabytes: int
    read_only: bool

    def text(self) -> str:
        """Say it in a line."""
        if self.read_only:
            return f"{self.path} cannot be written any more"
        return (
            f"{self.path} is {self.used_percent} % full, {self.free_megabytes} MB are free; "
            f"{self.inodes_percent} % of its inodes are used"
        )


def measure(folders: Sequence[str]) -> list[FileSystem]:
    """Return the file systems of these folders, each once; folders that are not there are on none."""
    found: dict[int, FileSystem] = {}
    for folder in folders:
        try:
            device, disk = os.stat(folder).st_dev, os.statvfs(folder)  # noqa: PTH116
        except FileNotFoundError:
            continue
        found.setdefault(
            device,
            FileSystem(
                folder,
                _percent(disk.f_blocks - disk.f_bfree, disk.f_bavail),
                _percent(disk.f_files - disk.f_ffree, disk.f_favail),
                disk.f_bavail * disk.f_frsize // 1_000_000,
                bool(disk.f_flag & os.ST_RDONLY),
            ),
        )
    return list(found.values())


def _percent(used: int, free: int) -> int:
    return -(-100 * used // (used + free)) if used + free else 0


def level(one: FileSystem, limits: Sequence[int], before: str) -> str:
    """Return how bad it is: the limits are the per cent at which a warning and an alarm are due."""
    if one.read_only:
        return "alarm"
    most = max(one.used_percent, one.inodes_percent)
    reached = 0
    for rank, limit in enumerate(limits, 1):
        if most >= limit - (ONCE_REACHED if LEVELS.index(before) >= rank else 0):
            reached = rank
    return LEVELS[reached]


def is_due(now: str, before: str, told: float, clock: float) -> bool:
    """Whether a level has to be told: it is worse than before, or was told too long ago."""
    return now != "ok" and (LEVELS.index(now) > LEVELS.index(before) or clock - told >= AGAIN)


def tell_operator(spools: Sequence[Path], kind: str, subject: str, text: str) -> bool:
    """Put an alarm into the first spool that takes it."""
    for spool in spools:
        try:
            with closing(open_file(spool)) as database:
                raise_alarm(database, kind, subject, text, socket.gethostname())
        except sqlite3.Error:
            continue
        return True
    return False


def look(
    folders: Sequence[str],
    limits: Sequence[int],
    spools: Sequence[Path],
    earlier: dict[str, dict[str, object]],
) -> list[dict[str, object]]:
    """Measure, tell what is due, and return what is found for the next time."""
    result: list[dict[str, object]] = []
    for one in measure(folders):
        before = earlier.get(one.path, {})
        old, told = str(before.get("level", "ok")), float(str(before.get("told", 0)))
        now = level(one, limits, old)
        if is_due(now, old, told, time.time()):
            sys.stdout.write(f"<{3 if now == 'alarm' else 4}>{one.text()}\n")
            tell_operator(spools, f"disk_{now}", one.path, f"{socket.gethostname()}: {one.text()}")
            told = time.time()
        result.append({**asdict(one), "level": now, "told": told})
    return result


def read(state: Path) -> dict[str, dict[str, object]]:
    """Read what was found the last time, by path; nothing if that cannot be read."""
    try:
        found = json.loads(state.read_text(encoding="utf-8"))
        return {
            one["path"]: {"level": LEVELS[LEVELS.index(one["level"])], "told": float(one["told"])}
            for one in found
        }
    except (OSError, ValueError, TypeError, LookupError):
        return {}


def main() -> None:
    """Look once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", required=True, type=Path)
    parser.add_argument("--warning", required=True, type=int)
    parser.add_argument("--alarm", required=True, type=int)
    parser.add_argument("--spool", action="append", default=[], type=Path)
    parser.add_argument("folders", nargs="+")
    given = parser.parse_args()
    found = look(given.folders, (given.warning, given.alarm), given.spool, read(given.state))
    new = given.state.with_suffix(".new")
    new.write_text(json.dumps(found), encoding="utf-8")
    new.replace(given.state)


if __name__ == "__main__":
    main()
