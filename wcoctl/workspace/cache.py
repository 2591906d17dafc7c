"""The compile cache: what each tenant file compiled to. An unchanged tenant costs one hash of its file."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CompileCache", "Entry"]

_SCHEMA = """
CREATE TABLE source (digest TEXT NOT NULL);
CREATE TABLE site (test_number TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE compiled (
    file     TEXT PRIMARY KEY,
    sha256   TEXT NOT NULL,
    speech   TEXT NOT NULL,
    wavs     TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    digest   TEXT NOT NULL,
    kept     TEXT NOT NULL,
    content  BLOB NOT NULL
) WITHOUT ROWID;
"""

_DAMAGE = (sqlite3.DatabaseError, zlib.error, ValueError)
"""What shows a damaged file, or a place where no file can be."""


@dataclass(frozen=True)
class Entry:
    """A compiled tenant without its rows."""

    file: str
    sha256: str
    """Digest of the file that it was compiled from."""
    speech: str
    """Digest of the site's settings of speech, by which it was compiled."""
    wavs: dict[str, str]
    """SHA-256 of each WAV file by its path from the file's folder."""
    tenant: str
    digest: str
    kept: dict[str, Any]
    """What rules about all tenants ask, as ``TenantIndex`` has it kept."""


class CompileCache:
    """Compiled tenants by file name. It may be deleted at any time; a damaged one is recreated."""

    def __init__(self, path: Path, source: str) -> None:
        """Open the cache; ``source`` is the digest of the code that compiles tenants."""
        self._path, self._wanted = path, f"{source} {_SCHEMA}"
        self._db = sqlite3.connect(":memory:")
        try:
            self._open(path)
        except _DAMAGE:
            self._make_anew()

    def _open(self, path: Path | str) -> None:
        self._db = db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        known = db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'source'").fetchone()[0]
        if not known or db.execute("SELECT digest FROM source").fetchall() != [(self._wanted,)]:
            old = "DROP TABLE IF EXISTS source; DROP TABLE IF EXISTS site; DROP TABLE IF EXISTS compiled;"
            db.executescript(f"BEGIN IMMEDIATE; {old} {_SCHEMA} COMMIT;")
            db.execute("INSERT INTO source VALUES (?)", (self._wanted,))

    def _make_anew(self) -> None:
        """Begin with an empty cache, which is gone with its process where none can be written."""
        self._db.close()  # now, since that removes the log of this name
        try:
            if self._path.is_dir():
                shutil.rmtree(self._path)
            self._path.unlink(missing_ok=True)
            self._open(self._path)
        except (OSError, *_DAMAGE):
            self._db.close()
            self._open(":memory:")

    def entries(self) -> dict[str, Entry]:
        """Return what is known of every file."""
        query = "SELECT file, sha256, speech, wavs, tenant, digest, kept FROM compiled"
        try:
            return {
                file: Entry(file, sha256, speech, json.loads(wavs), tenant, digest, json.loads(kept))
                for file, sha256, speech, wavs, tenant, digest, kept in self._db.execute(query)
            }
        except _DAMAGE:
            self._make_anew()
            return {}

    def site_digest(self, test_number: str, compiled: Callable[[], str]) -> str:
        """Return the digest of the site's own rows with this test number; they are compiled if the cache does not know it."""
        try:
            found = self._db.execute(
                "SELECT digest FROM site WHERE test_number = ?", (test_number,)
            ).fetchone()
        except _DAMAGE:
            self._make_anew()
            found = None
        if found:
            return str(found[0])
        digest = compiled()
        with suppress(*_DAMAGE):  # the next one who writes recreates it
            self._db.execute("INSERT OR REPLACE INTO site VALUES (?, ?)", (test_number, digest))
        return digest

    def content(self, entry: Entry) -> dict[str, Any] | None:
        """Return the rows and recipes of a tenant; None when the cache has lost them, or has those of a newer file."""
        query = "SELECT content FROM compiled WHERE file = ? AND digest = ?"
        try:
            found = self._db.execute(query, (entry.file, entry.digest)).fetchone()
            return dict(json.loads(zlib.decompress(found[0]))) if found else None
        except _DAMAGE:
            self._make_anew()
            return None

    def update(self, compiled: Iterable[tuple[Entry, dict[str, Any]]], gone: Iterable[str]) -> None:
        """Keep newly compiled tenants, and forget the files that are gone."""
        rows = [
            (
                *(entry.file, entry.sha256, entry.speech, json.dumps(entry.wavs)),
                *(entry.tenant, entry.digest, json.dumps(entry.kept)),
                zlib.compress(json.dumps(content).encode(), 1),
            )
            for entry, content in compiled
        ]
        lost = [(file,) for file in gone]
        try:
            self._write(rows, lost)
        except _DAMAGE:
            self._make_anew()
            self._write(rows, lost)

    def _write(self, rows: list[tuple[Any, ...]], gone: list[tuple[str]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM compiled WHERE file = ?", gone)
        self._db.executemany("INSERT OR REPLACE INTO compiled VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
