"""Services may put links in the places of a database's files: root does not follow them."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.upkeep.live_database import link, rows
from wco_upkeep_databases import Database


def directory(part: Path, _victim: Path) -> None:
    part.unlink(missing_ok=True)
    part.mkdir()


def dangling(part: Path, victim: Path) -> None:
    link(part, victim.with_name("nothing"))


@pytest.mark.parametrize("put", [link, directory, dangling])
@pytest.mark.parametrize("part", ["", "-wal", "-shm"])
def test_what_is_no_file_is_set_aside_and_nothing_happens_behind_a_link(
    database: Database, victim: Path, part: str, put: Callable[[Path, Path], None]
) -> None:
    put(database.path.with_name(f"live.db{part}"), victim)
    assert database.trouble() == f"is no file (live.db{part})"
    assert "set aside" in database.mend()
    assert database.trouble() == "is missing"
    assert os.path.lexists(next(iter(database.path.parent.glob(f"live.db.broken-*T??????{part}"))))
    assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("root's", 0o600)
    assert not victim.with_name("nothing").exists()


@pytest.mark.parametrize("part", ["-wal", "-shm"])
def test_a_link_costs_no_row_that_a_service_has_written(
    database: Database, service: sqlite3.Connection, victim: Path, part: str
) -> None:
    link(database.path.with_name(f"live.db{part}"), victim)
    assert "was written down again" in database.mend()
    assert "one" in rows(database.path)
    assert database.trouble() == ""
    assert victim.read_text() == "root's"


def test_copies_are_written_where_no_service_can_put_a_link(
    database: Database, service: sqlite3.Connection, victim: Path
) -> None:
    for file in database.files():
        file.unlink()
    for name in ("live.db.new", "live.db.new-wal", ".live.db.new"):
        (database.path.parent / name).symlink_to(victim)
    assert "was written down again" in database.mend()
    database.merge()
    assert (victim.read_text(), victim.stat().st_mode & 0o777) == ("root's", 0o600)
    assert sorted(path.name for path in victim.parent.iterdir()) == ["live", "victim"]


def test_a_link_that_is_put_there_meanwhile_is_found_out(
    database: Database, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim.write_bytes(database.path.read_bytes())
    link(database.path, victim)
    monkeypatch.setattr(Database, "trouble", lambda _: "")
    with pytest.raises(OSError, match="symbolic links"):
        database.mend()
    assert database.mark() == ""
    assert victim.stat().st_mode & 0o777 == 0o600


def test_links_among_what_was_set_aside_are_forgotten_too(
    database: Database, victim: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    for second in range(4):
        (database.path.parent / f"live.db.broken-20200101T00000{second}").symlink_to(tmp_path / "other")
    link(database.path, victim)
    database.mend()
    assert len(list(database.path.parent.glob("live.db.broken-*"))) == 3
    assert (tmp_path / "other").exists()
