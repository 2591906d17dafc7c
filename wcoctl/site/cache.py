"""The compile cache: what each tenant file compiled to. An unchanged tenant costs one hash of its file."""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CompileCache", "Entry"]

_SCHEMA = """
CREATE TABLE source (digest TEXT NOT NULL);
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
    """Compiled tenants by file name. It may be deleted at any time; a damaged one is made anew."""

    def __init__(self, path: Path, source: str) -> None:
        """Open the cache; ``source`` is the digest of the code that compiles tenants."""
        try:
            self._db = self._open(path, source)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open(path, source)

    @staticmethod
    def _open(path: Path, source: str) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        known = db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'source'").fetchone()[0]
        wanted = f"{source} {_SCHEMA}"
        if not known or db.execute("SELECT digest FROM source").fetchall() != [(wanted,)]:
            old = "DROP TABLE IF EXISTS source; DROP TABLE IF EXISTS compiled;"
            db.executescript(f"BEGIN IMMEDIATE; {old} {_SCHEMA} COMMIT;")
            db.execute("INSERT INTO source VALUES (?)", (wanted,))
        return db

    def entries(self) -> dict[str, Entry]:
        """Return what is known of every file."""
        rows = self._db.execute("SELECT file, sha256, speech, wavs, tenant, digest, kept FROM compiled")
        return {
            file: Entry(file, sha256, speech, json.loads(wavs), tenant, digest, json.loads(kept))
            for file, sha256, speech, wavs, tenant, digest, kept in rows
        }

    def content(self, file: str) -> dict[str, Any]:
        """Return the rows and recipes of a file's tenant."""
        (blob,) = self._db.execute("SELECT content FROM compiled WHERE file = ?", (file,)).fetchone()
        content: dict[str, Any] = json.loads(zlib.decompress(blob))
        return content

    def update(self, compiled: Iterable[tuple[Entry, dict[str, Any]]], gone: Iterable[str]) -> None:
        """Keep newly compiled tenants, and forget the files that are gone."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM compiled WHERE file = ?", [(file,) for file in gone])
        self._db.executemany(
            "INSERT OR REPLACE INTO compiled VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(entry.file, entry.sha256, entry.speech, json.dumps(entry.wavs)),
                    *(entry.tenant, entry.digest, json.dumps(entry.kept)),
                    zlib.compress(json.dumps(content).encode(), 1),
                )
                for entry, content in compiled
            ),
        )
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
