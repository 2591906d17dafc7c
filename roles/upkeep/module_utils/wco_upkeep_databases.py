"""Whether the databases of a node are whole, may be read, and are the files that the running services have open."""

from __future__ import annotations

import errno
import grp
import os
import re
import shutil
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wco_upkeep_schema import Schema

KEPT = 3
"""Broken files of a database that are kept for whoever wants to look; the oldest goes."""
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PARTS = ("", "-wal", "-shm")
_ASIDE = re.compile(r"[.]broken-\d{8}T\d{6}")
"""In the name of a file that was set aside: who still has it open has another one open than the one that is there."""
PLAN_MARK = (
    "SELECT count(*) || ':' || coalesce(sum(unicode(digest) + 31 * unicode(substr(digest, 2))"
    " + 961 * unicode(substr(digest, 3)) + 29791 * unicode(substr(digest, 4)) + 923521 * unicode(substr(digest, 5))"
    " + 28629151 * unicode(substr(digest, 6)) + 887503681 * unicode(substr(digest, 7))), 0) FROM manifest"
)
"""A short word for which digests a call plan holds: every engine can say it of the plan that it has open."""


@dataclass(frozen=True)
class Holder:
    """A process that has a file open."""

    file: Path
    """Which file of the database it took for this one."""
    process: str
    unit: str
    open_file: Path
    """Under /proc: leads to the file even if that has no name any more."""


class Database:
    """One SQLite file of a node, with its write-ahead log.

    Services may write its folder, so they may put a link in the place of each file there, which root must not follow.
    """

    def __init__(self, path: Path, group: str, mode: int, schema: Schema, proc: Path = Path("/proc")) -> None:
        self.path, self.group, self.mode, self.schema = path, group, mode, schema
        self._proc = proc

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
            with closing(_open(self.path)) as database:
                return str(database.execute(PLAN_MARK).fetchone()[0])
        except (OSError, sqlite3.Error):
            return ""

    def _trouble_inside(self) -> str:
        with closing(_open(self.path)) as database:
            found = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                return f"is corrupt: {' '.join(found.split())}"
            return self.schema.trouble(database)

    def _trouble_of_folders(self) -> str:
        """Say what the roles have to put right: services reach the file by its folder, and write others there."""
        mode = self.mode | 0o100 | (self.mode & 0o040) >> 2 | (stat.S_ISGID if self.mode & 0o020 else 0)
        return _closed(self.path.parent, mode, self.group) or _closed(self.path.parent.parent, 0o005)

    def _trouble_outside(self) -> str:
        return next(filter(None, (_closed(file, self.mode, self.group) for file in self.files())), "")

    def mend(self) -> str:
        """Make room for a sound file, or make the file one; return what was done, empty for nothing.

        A file that was deleted while a service has it open is written down again.
        """
        trouble = self.trouble()
        gone = trouble.startswith(("is missing", "is no file"))
        # Before they are set aside: who has them open is known by their names.
        opened = self._opened(list(self._holders())) if gone else []
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
            _open_to(file, self.mode, grp.getgrnam(self.group).gr_gid)
        return f"{self.path} {trouble}" if trouble else ""

    def holders_of_other_files(self) -> list[Holder]:
        """Return the processes that have open what is not, or is no longer, a file of this database."""
        there = {file: _identity(file.lstat()) for file in self.files()}
        return [
            holder
            for holder in self._holders()
            if holder.file not in there or _identity(holder.open_file.stat()) != there[holder.file]
        ]

    def _holders(self) -> Iterator[Holder]:
        # Of a file system that was taken away, the kernel tells the path within it.
        names = {
            f"/{'/'.join(file.parts[place:])}": file
            for file in map(self._part, PARTS)
            for place in range(1, len(file.parts))
        }
        for handle in self._proc.glob("[0-9]*/fd/*"):
            try:
                target = _ASIDE.sub("", str(handle.readlink()).removesuffix(" (deleted)"))
                if target in names:
                    process = handle.parent.parent
                    yield Holder(names[target], process.name, _unit(process), handle)
            except OSError:
                continue  # the process has ended meanwhile

    def merge(self) -> list[str]:
        """Bring in the rows that services have written meanwhile to the file that they still have open; return the tables.

        Rows that both files have are left as they are here.
        """
        tables: list[str] = []
        for opened in self._opened(self.holders_of_other_files()):
            with self._own_folder() as folder:
                copy = folder / self.path.name
                if self.path in opened and self._copied(opened, copy):
                    with closing(_open(self.path, "rw")) as database:
                        tables += _insert_missing(database, copy)
        return tables

    @contextmanager
    def _own_folder(self) -> Iterator[Path]:
        """Have a folder that only root may write, on the file system of the database unless that begins with its folder."""
        with tempfile.TemporaryDirectory(prefix=f".{self.path.name}.", dir=self.path.parent.parent) as name:
            yield Path(name)

    def _opened(self, holders: list[Holder]) -> list[dict[Path, Path]]:
        """Return by process what it has open for each file; one process for each file that is meant."""
        by_process: dict[str, dict[Path, Path]] = {}
        for holder in holders:
            by_process.setdefault(holder.process, {})[holder.file] = holder.open_file
        seen = set()
        found = []
        for opened in by_process.values():
            identity = _identity(opened[self.path].stat()) if self.path in opened else None
            if identity not in seen:
                found.append(opened)
                seen.add(identity)
        return found

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
                _keep_log(database)
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


def _open(path: Path, mode: str = "ro") -> sqlite3.Connection:
    """Open a file that services use, without leaving a trace; OSError if it is a link.

    SQLite names the file that it has opened, and does not follow a link that takes its place: whoever puts one there in
    between is found out.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, timeout=20, isolation_level=None)
    _keep_log(database)
    opened = Path(database.execute("PRAGMA database_list").fetchone()[2])
    if opened != path.parent.resolve() / path.name:
        database.close()
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return database


def _keep_log(database: sqlite3.Connection) -> None:
    """Let the last close leave -wal and -shm, which readers may not create. Python has it from 3.12 on."""
    if sys.version_info >= (3, 12):
        database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)


def _insert_missing(database: sqlite3.Connection, copy: Path) -> list[str]:
    """Insert the rows of a copy that this database lacks; tables whose rows have no key of their own are left out."""
    database.execute("ATTACH ? AS other", (str(copy),))
    tables = database.execute(
        "SELECT name FROM other.sqlite_schema JOIN main.sqlite_schema USING (type, name, sql) WHERE type = 'table'"
    ).fetchall()
    filled = []
    for (table,) in tables:
        if not database.execute("SELECT 1 FROM pragma_table_info(?) WHERE pk > 0", (table,)).fetchone():
            continue
        inserted = database.execute(f'INSERT OR IGNORE INTO main."{table}" SELECT * FROM other."{table}"')  # noqa: S608
        if inserted.rowcount > 0:
            filled.append(table)
    database.execute("DETACH other")
    return filled


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _closed(path: Path, mode: int, group: str = "") -> str:
    """Say what a file or folder lacks of a mode, or that its group is another; empty for nothing."""
    status = path.lstat()
    has, owner = stat.S_IMODE(status.st_mode), _group(status.st_gid)
    if has & mode == mode and owner == (group or owner):
        return ""
    return f"cannot be read by its services ({path.name}: mode {has:04o}, group {owner})"


def _open_to(file: Path, mode: int, group: int) -> None:
    """Give a file to a group, and a mode at least; whatever is no file is left alone."""
    opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(opened)
        if stat.S_ISREG(status.st_mode):
            os.fchown(opened, -1, group)
            os.fchmod(opened, stat.S_IMODE(status.st_mode) | mode)
    finally:
        os.close(opened)


def _move(new: Path, path: Path) -> None:
    """Put a file in a place that is free."""
    try:
        new.rename(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(new.read_bytes())


def _unit(process: Path) -> str:
    """Return the service that a process belongs to; empty for none."""
    found = re.findall(r"/([^/\s]+\.service)(?=/|$)", (process / "cgroup").read_text(), re.MULTILINE)
    return found[-1] if found else ""


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
