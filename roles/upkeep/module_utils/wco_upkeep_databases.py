"""Whether the databases of a node are whole, may be read, and are the files that the running services have open."""

from __future__ import annotations

import errno
import grp
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# A role's own code, or the collection's. Mitogen finds the former by its absolute name only.
try:
    from ansible.module_utils.wco_upkeep_holders import Holder, holders, identity_of, opened_files
    from ansible.module_utils.wco_upkeep_permissions import closed, open_to
    from ansible.module_utils.wco_upkeep_sqlite import insert_missing, keep_log, open_file
except ImportError:
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_holders import (
        Holder,
        holders,
        identity_of,
        opened_files,
    )
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_permissions import closed, open_to
    from ansible_collections.wco.hosted_pbx.plugins.module_utils.wco_upkeep_sqlite import (
        insert_missing,
        keep_log,
        open_file,
    )

if TYPE_CHECKING:
    from wco_upkeep_schema import Schema

KEPT = 3
"""Broken files of a database that are kept for whoever wants to look; the oldest goes."""
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PARTS = ("", "-wal", "-shm")
PLAN_MARK = (
    "SELECT count(*) || ':' || coalesce(sum(unicode(digest) + 31 * unicode(substr(digest, 2))"
    " + 961 * unicode(substr(digest, 3)) + 29791 * unicode(substr(digest, 4)) + 923521 * unicode(substr(digest, 5))"
    " + 28629151 * unicode(substr(digest, 6)) + 887503681 * unicode(substr(digest, 7))), 0) FROM manifest"
)
"""A short word for which digests a call plan holds: every engine can say it of the plan that it has open."""


class Database:
    """One SQLite file of a node, with its write-ahead log.

    Services may write its folder, so they may put a link in the place of each file there, which root must not follow.
    """

    def __init__(self, path: Path, group: str, mode: int, schema: Schema) -> None:
        self.path, self.group, self.mode, self.schema = path, group, mode, schema

    def files(self) -> list[Path]:
        """Those of its files that are there, whatever they are."""
        return [file for part in PARTS if os.path.lexists(file := self._part(part))]

    def trouble(self) -> str:
        """Say why the file cannot serve as it is; empty when it can."""
        there = self.files()
        if others := [file.name for file in there if not stat.S_ISREG(file.lstat().st_mode)]:
            return f"is no file ({', '.join(others)})"
        if self.path not in there:
            return "is missing"
        try:
            return self._trouble_inside() or self._trouble_of_folders() or self._trouble_outside()
        except sqlite3.Error as error:
            broken = error.sqlite_errorcode & 0xFF in BROKEN
            return f"{'is corrupt' if broken else 'cannot be opened'}: {error}"

    def mark(self) -> str:
        """Say which digests the file holds, empty for what is no call plan."""
        try:
            with closing(open_file(self.path)) as database:
                return str(database.execute(PLAN_MARK).fetchone()[0])
        except (OSError, sqlite3.Error):
            return ""

    def _trouble_inside(self) -> str:
        with closing(open_file(self.path)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                return f"is corrupt: {' '.join(found.split())}"
            return self.schema.trouble(database)

    def _trouble_of_folders(self) -> str:
        """Say what the roles have to put right: services reach the file by its folder, and write others there."""
        mode = self.mode | 0o100 | (self.mode & 0o040) >> 2 | (stat.S_ISGID if self.mode & 0o020 else 0)
        return str(closed(self.path.parent, mode, self.group) or closed(self.path.parent.parent, 0o005))

    def _trouble_outside(self) -> str:
        return next(filter(None, (closed(file, self.mode, self.group) for file in self.files())), "")

    def mend(self) -> str:
        """Make room for a sound file, or make the file one; return what was done, empty for nothing.

        A file that was deleted while a service has it open is written down again.
        """
        trouble = self.trouble()
        gone = trouble.startswith(("is missing", "is no file"))
        # Before they are set aside: who has them open is known by their names.
        opened = opened_files(self._holders(), self.path) if gone else []
        useless = ("is corrupt", "is no file", "is another", *(["lacks"] if self.schema.replaced else []))
        if trouble.startswith(useless):
            trouble += f": it was set aside as {self._set_aside().name}"
        if gone:
            for file in self.files():
                file.unlink()
            if not self._rescue(opened):
                return f"{self.path} {trouble}: there will be a new one"
            trouble += ": it was written down again from what a service has open"
        for file in self.files():
            open_to(file, self.mode, grp.getgrnam(self.group).gr_gid)
        return f"{self.path} {trouble}" if trouble else ""

    def holders_of_other_files(self) -> list[Holder]:
        """Return the processes that have open what is not, or is no longer, a file of this database."""
        there = {file: identity_of(file.lstat()) for file in self.files()}
        return [
            holder
            for holder in self._holders()
            if holder.file not in there or identity_of(holder.open_file.stat()) != there[holder.file]
        ]

    def _holders(self) -> Iterator[Holder]:
        found: Iterator[Holder] = holders(map(self._part, PARTS))
        return found

    def merge(self) -> list[str]:
        """Bring in the rows that services have written meanwhile to the file that they still have open; return the tables.

        Rows that both files have are left as they are here.
        """
        tables: list[str] = []
        for opened in opened_files(self.holders_of_other_files(), self.path):
            with self._own_folder() as folder:
                copy = folder / self.path.name
                if self.path in opened and self._copied(opened, copy):
                    with closing(open_file(self.path, "rw")) as database:
                        tables += insert_missing(database, copy)
        return tables

    @contextmanager
    def _own_folder(self) -> Iterator[Path]:
        """Have a folder that only root may write, on the file system of the database unless that begins with its folder."""
        with tempfile.TemporaryDirectory(prefix=f".{self.path.name}.", dir=self.path.parent.parent) as name:
            yield Path(name)

    def _rescue(self, found: list[dict[Path, Path]]) -> bool:
        """Write the file down again from what a process has open; says whether that was possible."""
        if not self.path.parent.is_dir():
            return False
        for opened in found:
            with self._own_folder() as folder:
                new = folder / self.path.name
                if self.path in opened and self._copied(opened, new):
                    _move(new, self.path)
                    return True
        return False

    def _copied(self, opened: dict[Path, Path], new: Path) -> bool:
        log = self._part("-wal")
        copies = {self.path: new, log: new.with_name(f"{new.name}-wal")}
        try:
            for file, copy in copies.items():
                if file in opened:
                    shutil.copyfile(opened[file], copy)
            with closing(sqlite3.connect(new, isolation_level=None)) as database:
                if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    return False
                if self.schema.replaced and self.schema.trouble(database):
                    return False
                # All into the one file, which then goes by another name.
                database.execute("PRAGMA journal_mode = DELETE")
                database.execute("PRAGMA journal_mode = WAL")
                keep_log(database)
        except (OSError, sqlite3.Error):
            return False
        finally:
            for part in PARTS[1:]:
                new.with_name(new.name + part).unlink(missing_ok=True)
        return True

    def _set_aside(self) -> Path:
        aside = self.path.with_name(
            f"{self.path.name}.broken-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}"
        )
        for file in self.files():
            file.rename(aside.with_name(aside.name + file.name.removeprefix(self.path.name)))
        for old in sorted(self.path.parent.glob(f"{self.path.name}.broken-*T??????"))[:-KEPT]:
            for part in PARTS:
                forgotten = old.with_name(old.name + part)
                if forgotten.is_dir() and not forgotten.is_symlink():
                    shutil.rmtree(forgotten)
                else:
                    forgotten.unlink(missing_ok=True)
        return aside

    def _part(self, part: str) -> Path:
        return self.path.with_name(self.path.name + part)


def _move(new: Path, path: Path) -> None:
    """Put a file in a place that is free."""
    try:
        new.rename(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(new.read_bytes())
