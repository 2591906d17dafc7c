"""A database that a service has open, and a file of root's."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.upkeep.live_database import GROUP, SCHEMA
from wco_upkeep_databases import Database
from wco_upkeep_schema import Schema


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a database in WAL mode with one row, as services leave it."""
    tmp_path.chmod(0o755)
    path = tmp_path / "live" / "live.db"
    path.parent.mkdir()
    path.parent.chmod(0o2770)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.executescript(f"{SCHEMA} INSERT INTO switch VALUES ('one');")
    path.chmod(0o660)
    return Database(path, GROUP, 0o660, Schema(SCHEMA))


@pytest.fixture
def service(database: Database) -> Iterator[sqlite3.Connection]:
    """Have the database open, as a service has, with a row that is in the write-ahead log only."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("INSERT INTO switch VALUES ('two')")
        for file in database.files():
            file.chmod(0o660)
        yield connection


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Return a file of root's that no service may write."""
    file = tmp_path / "victim"
    file.write_text("root's")
    file.chmod(0o600)
    return file
