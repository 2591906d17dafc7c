"""What was deleted while a service has it open comes back from there."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.upkeep.live_database import rows
from wco_upkeep_databases import Database


def test_a_folder_that_is_gone_is_left_to_the_roles(database: Database, service: sqlite3.Connection) -> None:
    shutil.rmtree(database.path.parent)
    assert database.trouble() == "is missing"
    assert "there will be a new one" in database.mend()


def test_a_deleted_file_comes_back_from_who_has_it_open(
    database: Database, service: sqlite3.Connection
) -> None:
    for file in database.files():
        file.unlink()
    assert database.trouble() == "is missing"
    assert "was written down again" in database.mend()
    assert rows(database.path) == ["one", "two"]
    assert next(int(holder.process) for holder in database.holders_of_other_files()) == os.getpid()


def test_a_deleted_file_that_nobody_has_open_will_be_a_new_one(database: Database) -> None:
    for file in database.files():
        file.unlink()
    assert "there will be a new one" in database.mend()
    assert not database.path.exists()


def test_a_rescue_may_end_on_another_file_system(
    database: Database, service: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    for file in database.files():
        file.unlink()
    monkeypatch.setattr(Path, "rename", refuse)
    assert "was written down again" in database.mend()
    assert rows(database.path) == ["one", "two"]
    assert database.path.stat().st_mode & 0o777 == 0o660


def test_what_was_written_to_the_file_that_is_gone_is_brought_home(
    database: Database, service: sqlite3.Connection
) -> None:
    service.execute("CREATE TABLE call (call TEXT PRIMARY KEY, ended)")
    service.execute("INSERT INTO call VALUES ('a', 0)")
    for file in database.files():
        file.unlink()
    database.mend()
    service.execute("INSERT INTO call VALUES ('b', 7)")
    with closing(sqlite3.connect(database.path)) as here, here:
        here.execute("UPDATE call SET ended = 9")
    assert database.merge() == ["call"]
    with closing(sqlite3.connect(database.path)) as here:
        assert here.execute("SELECT * FROM call ORDER BY 1").fetchall() == [("a", 9), ("b", 7)]
        assert here.execute("SELECT count(*) FROM switch").fetchone() == (2,)
