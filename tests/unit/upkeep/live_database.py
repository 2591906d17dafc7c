"""A database as services leave it, for tests of what befalls it."""

import grp
import os
import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = "PRAGMA user_version = 3; CREATE TABLE switch (name);"
GROUP = grp.getgrgid(os.getgid()).gr_name


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as opened:
        return [name for (name,) in opened.execute("SELECT name FROM switch ORDER BY 1")]


def link(part: Path, victim: Path) -> None:
    part.unlink(missing_ok=True)
    part.symlink_to(victim)
