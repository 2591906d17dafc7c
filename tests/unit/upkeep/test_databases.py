"""A sound database is left alone, a corrupt one is set aside."""

import sqlite3
import time

import pytest

from wco_upkeep_databases import Database


def test_a_sound_file_is_left_alone(database: Database, service: sqlite3.Connection) -> None:
    assert database.trouble() == ""
    assert database.holders_of_other_files() == []
    assert database.mend() == ""


def test_a_corrupt_file_is_set_aside_and_three_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for second in range(5):
        database.path.write_bytes(b"no database" * 1000)
        monkeypatch.setattr(time, "strftime", lambda *_, second=second: f"20260101T00000{second}")
        assert "is corrupt" in database.trouble()
        assert f"set aside as live.db.broken-20260101T00000{second}" in database.mend()
    assert database.trouble() == "is missing"
    kept = sorted(file.name for file in database.path.parent.iterdir())
    assert kept == [f"live.db.broken-20260101T00000{second}" for second in (2, 3, 4)]


def test_a_page_that_is_broken_is_found(database: Database) -> None:
    with database.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    assert database.trouble().startswith("is corrupt")
