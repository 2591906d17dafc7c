"""What services read of the call plan, and the moments in the files of a node."""

import sqlite3
import time
from datetime import datetime
from pathlib import Path

import pytest

from wco_host import clock
from wco_host.call_plan import find_row, whole_plan
from wco_host.sqlite_file import open_file, refuse_link

QUERY = "SELECT name, number FROM user WHERE tenant = :tenant AND user = :user"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "call plan.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE user (tenant, user, name, number)")
        database.execute("INSERT INTO user VALUES ('acme', 'anna', 'Anna', '+48601100201')")
    database.close()
    return path


def test_a_row_is_known_by_its_columns(plan: Path) -> None:
    row = find_row(plan, QUERY, tenant="acme", user="anna")
    assert row is not None
    assert (row["name"], *row) == ("Anna", "Anna", "+48601100201")
    assert find_row(plan, QUERY, tenant="acme", user="piotr") is None


def test_a_plan_is_neither_made_nor_written(plan: Path, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        find_row(tmp_path / "none.db", QUERY, tenant="acme", user="anna")
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        find_row(plan, "DELETE FROM user WHERE tenant = :tenant AND user = :user", tenant="acme", user="anna")


def test_who_locks_a_file_is_waited_for_no_longer_than_said(plan: Path) -> None:
    holder = open_file(plan)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        find_row(plan, QUERY, timeout=0.2, tenant="acme", user="anna")
    assert 0.1 < time.monotonic() - began < 3
    holder.close()


@pytest.mark.parametrize("milliseconds", [0, 1, 1_795_000_000_123, 253_402_300_799_999])
def test_a_moment_is_exact_to_the_millisecond(milliseconds: int) -> None:
    assert clock.milliseconds_of(clock.moment_of(milliseconds)) == milliseconds


def test_moments_are_those_of_the_calendar() -> None:
    assert clock.moment_of(1_795_000_000_123) == datetime.fromisoformat("2026-11-18T11:06:40.123+00:00")
    assert abs(clock.now() - time.time() * 1000) < 5000


def test_a_whole_plan_is_as_it_was_when_it_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "plan.db"
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE manifest (tenant); CREATE TABLE number (number);"
        )
        with pytest.raises(LookupError, match=r"plan.db holds no call plan"), whole_plan(path):
            pass
        writer.execute("INSERT INTO manifest VALUES ('_site')")
        with whole_plan(path) as plan:
            writer.execute("INSERT INTO number VALUES ('+48601100201')")
            assert plan.execute("SELECT count(*) FROM number").fetchone() == (0,)
        with whole_plan(path) as plan:
            assert plan.execute("SELECT count(*) FROM number").fetchone() == (1,)


def test_a_link_in_a_files_place_is_refused(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(plan)
    refuse_link(open_file(plan), plan)
    database = open_file(link)
    with pytest.raises(OSError, match="symbolic links"):
        refuse_link(database, link)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")
