"""Remove prompts that no call plan names any more; the timer wco-prompts runs it once a day.

Whatever looks like a prompt's id anywhere in the call plan is in use, and so is what Asterisk's directory of sounds links to.
A file in use gets a new time each day: one that is old was in no use for so long. Nothing is removed without a call plan.
"""

import argparse
import fcntl
import os
import re
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wco_host.call_plan import SITE, whole_plan

ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
DAY = 86_400


def used_by_tenant(plan: Path) -> dict[str, set[str]]:
    """Return the ids that the rows of each tenant hold."""
    with whole_plan(plan) as database:
        used: dict[str, set[str]] = {}
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            found = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the plan's own schema
            columns = [column[0] for column in found.description]
            place = columns.index("tenant") if "tenant" in columns else None
            for row in found:
                ids = {one for value in row if isinstance(value, str) for one in ID.findall(value)}
                if ids:
                    used.setdefault(SITE if place is None else row[place], set()).update(ids)
    return used


def linked(sounds: Path) -> set[str]:
    """Return the ids of the prompts that Asterisk knows by names."""
    return {path.readlink().stem for path in sounds.rglob("*.wav") if path.is_symlink()}


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Keep out an apply, which may want a prompt that nobody used until now."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def clean(files: Iterable[tuple[Path, bool]], oldest: float) -> int:
    """Give the files in use a new time, and remove those of the others that are older; return how many."""
    removed = 0
    for file, in_use in files:
        if in_use:
            os.utime(file, follow_symlinks=False)
        elif file.lstat().st_mtime < oldest:
            file.unlink()
            removed += 1
    return removed


def main() -> None:
    """Clean both directories."""
    parser = argparse.ArgumentParser()
    for name in ("plan", "prompts", "recorded", "sounds"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--days", required=True, type=int)
    parser.add_argument("--recorded-days", required=True, type=int)
    given = parser.parse_args()
    now = time.time()
    try:
        used = used_by_tenant(given.plan)
    except (sqlite3.Error, LookupError) as error:
        sys.stdout.write(f"<4>nothing is removed: {error}\n")
        return
    prompts = set().union(*used.values()) | linked(given.sounds)
    with alone(given.prompts):
        files = [(file, file.stem in prompts) for file in given.prompts.glob("??/*") if file.is_file()]
        gone = clean(files, now - given.days * DAY)
    recorded = [
        (file, file.stem in used.get(file.parent.name, ()))
        for file in given.recorded.glob("*/*.wav")
        if file.parent.name != "new"  # the service wco-live removes these
        and not file.parent.is_symlink()  # services may write the folder above
    ]
    silenced = clean(recorded, now - given.recorded_days * DAY)
    sys.stdout.write(f"<6>{gone} prompts and {silenced} recordings that nothing names are removed\n")


if __name__ == "__main__":
    main()
