"""The disk under the spool, and messages that nobody got."""

import os
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from wco_voicemail import disk
from wco_voicemail.spool import Spool

SCHEMA = Path(__file__).parents[3] / "schemas/voicemail_spool.sql"
DAY = 86_400_000


@pytest.mark.parametrize(
    ("free", "was_full", "full"), [(11, False, False), (10, False, True), (11, True, True), (13, True, False)]
)
def test_a_disk_is_full_from_a_percentage_on(
    free: int, was_full: bool, full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free, f_blocks=100))
    assert disk.is_full(tmp_path, 90, was_full) is full


@pytest.fixture
def file(tmp_path: Path) -> Path:
    database = sqlite3.connect(tmp_path / "voicemail.db")
    database.executescript(SCHEMA.read_text(encoding="utf-8"))
    now = time.time_ns() // 1_000_000
    for name, age, refused in (("old", 31 * DAY, "550"), ("new", DAY, "550"), ("waits", 31 * DAY, "")):
        (tmp_path / f"{name}.wav").touch()
        row = (name, "c", "firma", "box", "", "+48221002000", now - age, now - age + 1, refused)
        query = """INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
        database.execute(query, row)
    database.commit()
    database.close()
    return tmp_path / "voicemail.db"


def test_what_nobody_got_is_kept_for_a_month(file: Path) -> None:
    spool = Spool(file)
    assert [message.message for message in spool.forgotten()] == ["old"]
    for message in spool.forgotten():
        spool.forget(message)
    assert sorted(wav.stem for wav in file.parent.glob("*.wav")) == ["new", "waits"]
    assert [message.message for message in spool.waiting()] == ["waits"]
    spool.close()


def test_asterisk_is_told_of_the_disk(file: Path) -> None:
    spool = Spool(file)
    spool.note_disk(full=True)
    spool.note_disk(full=False)
    spool.close()
    assert sqlite3.connect(file).execute("SELECT * FROM disk").fetchall() == [(1, 0)]
