"""A SQLite file with a reserve goes on taking rows when nothing beside it can grow."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from wco_host.reserve import ROOM, Reserve

WRITE = """
import resource, sqlite3, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
with sqlite3.connect(sys.argv[1], isolation_level=None) as database:
    for _ in range(5000):
        database.execute("INSERT INTO call VALUES (?)", ("x" * 400,))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "calls.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE call (text TEXT)")
    return file


def sizes(file: Path) -> tuple[int, int]:
    return file.stat().st_size, file.with_name("calls.db-wal").stat().st_size


def write(file: Path, most_bytes: int) -> int:
    """Write two megabytes of rows one by one; files may become no larger than this."""
    command = [sys.executable, "-c", WRITE, str(file), str(most_bytes)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_rows_are_taken_although_no_file_can_grow(file: Path) -> None:
    assert write(file, 100_000) != 0, "else this proves nothing"
    reserve = Reserve(file)
    reserve.run()
    before = sizes(file)
    assert min(before) > ROOM
    assert write(file, min(before)) == 0
    assert sizes(file) == before
    reserve.close()


def test_what_is_there_is_not_taken_again(file: Path) -> None:
    for _ in range(3):
        reserve = Reserve(file)
        reserve.run()
        before = sizes(file)
        reserve.close()
    assert before[0] < ROOM * 1.1


def test_a_reserve_that_rows_have_used_is_taken_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wco_host.reserve.BETWEEN_LOOKS", 0.0)
    reserve = Reserve(file)
    reserve.run()
    for _ in range(3):
        write(file, 10 * ROOM)
    reserve.run()
    with closing(sqlite3.connect(file)) as database:
        free = database.execute("PRAGMA freelist_count").fetchone()[0] * 4096
    assert free > ROOM // 2
    reserve.close()
