"""What a host knows of its site: whose it is, which revisions were applied, and who works on it now."""

from __future__ import annotations

import base64
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KEPT_REVISIONS = 200

SCHEMA = """
CREATE TABLE site (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    name     TEXT NOT NULL,
    identity TEXT NOT NULL,
    secrets  TEXT NOT NULL
);
CREATE TABLE revision (
    number INTEGER PRIMARY KEY,
    time   TEXT NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL
);
-- A file of the workspace, from one revision until before another one (null: until today).
CREATE TABLE file (
    path    TEXT NOT NULL,
    content TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER,
    PRIMARY KEY (path, since)
) WITHOUT ROWID;
CREATE TABLE content (
    id   TEXT PRIMARY KEY,
    data BLOB NOT NULL
);
CREATE TABLE lock (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    desk    TEXT NOT NULL,
    who     TEXT NOT NULL,
    command TEXT NOT NULL,
    since   REAL NOT NULL,
    until   REAL NOT NULL,
    boot    TEXT NOT NULL
);
"""


class RefusedError(Exception):
    """Why nothing was changed."""


class Store:
    """The file that is open."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.db.row_factory = sqlite3.Row

    @classmethod
    def open(cls, path: Path, *, read_only: bool) -> Store:
        """Open the file; for reading, one that is not there yet is an empty one. A damaged one raises DatabaseError."""
        if read_only and not path.exists():
            return cls._made(sqlite3.connect(":memory:", isolation_level=None))
        mode = "ro" if read_only else "rwc"
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)
        return cls._made(db) if not read_only else cls(db)

    @classmethod
    def _made(cls, db: sqlite3.Connection) -> Store:
        store = cls(db)
        with store.transaction():
            if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                for statement in SCHEMA.split(";\n")[:-1]:
                    db.execute(statement)
        return store

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def check(self) -> None:
        """Raise DatabaseError or ValueError when the file is damaged, or another one than this."""
        if (found := self.db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(found)
        wanted = Store._made(sqlite3.connect(":memory:", isolation_level=None))
        if missing := wanted._columns() - self._columns():
            raise sqlite3.DatabaseError(f"another file: it has no {'.'.join(min(missing))}")
        self.tell()
        self.history()

    def tell(self) -> dict[str, Any]:
        """Return what a controller has to know before it does anything."""
        newest = self.db.execute("SELECT * FROM revision ORDER BY number DESC LIMIT 1").fetchone()
        held = self.db.execute("SELECT path, content, since FROM file WHERE until IS NULL")
        gone = self.db.execute(
            "SELECT path, max(until) AS until FROM file GROUP BY path HAVING max(until IS NULL) = 0"
        )
        lock = self.db.execute("SELECT desk FROM lock").fetchone()
        return {
            "site": self._site(),
            "revision": _revision(newest) if newest else None,
            "files": {row["path"]: [row["content"], row["since"]] for row in held},
            "removed": {row["path"]: row["until"] for row in gone},
            "lock": lock["desk"] if lock else "",
        }

    def claim(self, order: Mapping[str, Any], now: float, boot: str) -> None:
        """Take the site's lock for a controller, and know whose host this is; RefusedError when another one holds it.

        The lock ends by itself, and with this boot of the host. The controller that has it gets it again. ``now`` is counted from
        the boot: the wall's clock is set while hosts are installed, and would end the lock early, or never.
        """
        lock = self._lock(now, boot)
        if lock and lock["desk"] != order["desk"] and not order["break_lock"]:
            raise RefusedError(json.dumps({"lock": self.working(now, boot)}))
        site = self._site()
        if site and site["identity"] != order["identity"]:
            raise RefusedError(json.dumps({"site": site["name"]}))
        newest = self.db.execute("SELECT * FROM revision ORDER BY number DESC LIMIT 1").fetchone()
        if newest and newest["number"] > order["seen"]:
            raise RefusedError(json.dumps({"revision": _revision(newest) | {"what": {}}}))
        since = lock["since"] if lock and lock["desk"] == order["desk"] else now
        self.db.execute(
            "REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?, ?)",
            (order["desk"], order["who"], order["command"], since, now + order["seconds"], boot),
        )
        self.db.execute(
            "REPLACE INTO site VALUES (1, ?, ?, ?)",
            (order["site"], order["identity"], json.dumps(order["secrets"], sort_keys=True)),
        )

    def working(self, now: float, boot: str) -> dict[str, Any] | None:
        """Return who works on the host, and since and until when by the wall's clock; None for nobody."""
        lock, booted = self._lock(now, boot), time.time() - now
        if not lock:
            return None
        times = {key: booted + lock[key] for key in ("since", "until")}
        return {"who": lock["who"], "command": lock["command"]} | times

    def release(self, desk: str) -> None:
        """Give the lock back, if it is this controller's."""
        self.db.execute("DELETE FROM lock WHERE desk = ?", (desk,))

    def record(self, order: Mapping[str, Any]) -> None:
        """Keep a revision, the contents of its files, and the newest revisions before it."""
        number, files = order["number"], order["files"]
        if not self._site():
            raise RefusedError("nobody has claimed this host")
        newest = self.db.execute("SELECT max(number) FROM revision").fetchone()[0] or 0
        if number <= newest:
            raise RefusedError(f"revision {newest} is recorded already, {number} would be older")
        lock = self.db.execute("SELECT desk, who, command FROM lock").fetchone()
        if not lock or lock["desk"] != order["desk"]:
            other = f"`{lock['command']}` of {lock['who']}" if lock else "another controller"
            raise RefusedError(f"{other} has taken the lock meanwhile: what was applied is not recorded")
        self.db.executemany(
            "INSERT OR IGNORE INTO content VALUES (?, ?)",
            ((name, base64.b64decode(data)) for name, data in order["contents"].items()),
        )
        held = dict(self.db.execute("SELECT path, content FROM file WHERE until IS NULL").fetchall())
        self.db.executemany(
            "UPDATE file SET until = ? WHERE path = ? AND until IS NULL",
            [(number, path) for path in held if files.get(path) != held[path]],
        )
        self.db.executemany(
            "INSERT INTO file VALUES (?, ?, ?, NULL)",
            [(path, content, number) for path, content in files.items() if held.get(path) != content],
        )
        self.db.execute(
            "INSERT INTO revision VALUES (?, ?, ?, ?)",
            (number, order["time"], order["who"], json.dumps(order["what"])),
        )
        self._forget()

    def history(self) -> list[dict[str, Any]]:
        """Return the revisions, newest first."""
        rows = self.db.execute("SELECT * FROM revision ORDER BY number DESC")
        return [_revision(row) for row in rows]

    def files_of(self, number: int) -> dict[str, tuple[str, str | None]] | None:
        """Return by path a revision's files: identifier, and base64 of zlib of what is kept; None for an unknown revision."""
        if not self.db.execute("SELECT 1 FROM revision WHERE number = ?", (number,)).fetchone():
            return None
        rows = self.db.execute(
            "SELECT path, content, data FROM file LEFT JOIN content ON id = content"
            " WHERE since <= ? AND (until IS NULL OR until > ?)",
            (number, number),
        )
        return {path: (name, base64.b64encode(data).decode() if data else None) for path, name, data in rows}

    def kept(self) -> list[str]:
        """Return the identifiers of all contents, of the newest revision and those before."""
        return [name for (name,) in self.db.execute("SELECT id FROM content ORDER BY 1")]

    def _lock(self, now: float, boot: str) -> sqlite3.Row | None:
        """Return the lock as long as it holds."""
        found: sqlite3.Row | None = self.db.execute(
            "SELECT * FROM lock WHERE since <= :now AND until > :now AND boot = :boot",
            {"now": now, "boot": boot},
        ).fetchone()
        return found

    def _site(self) -> dict[str, Any] | None:
        row = self.db.execute("SELECT name, identity, secrets FROM site").fetchone()
        return {**dict(row), "secrets": _mapping(row["secrets"])} if row else None

    def _columns(self) -> set[tuple[str, str]]:
        return {
            (table, column)
            for table, column in self.db.execute(
                "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
            )
        }

    def _forget(self) -> None:
        oldest = self.db.execute(
            "SELECT min(number) FROM (SELECT number FROM revision ORDER BY number DESC LIMIT ?)",
            (KEPT_REVISIONS,),
        ).fetchone()[0]
        self.db.execute("DELETE FROM revision WHERE number < ?", (oldest,))
        self.db.execute("DELETE FROM file WHERE until <= ?", (oldest,))
        self.db.execute("DELETE FROM content WHERE id NOT IN (SELECT content FROM file)")


def _revision(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), "what": _mapping(row["what"])}


def _mapping(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise sqlite3.DatabaseError(f"{text!r} is no mapping")
    return found
