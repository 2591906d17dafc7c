"""Databases that cannot serve, and services that have other files open."""

import errno
import grp
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.queries import plain
from wco_upkeep_databases import PLAN_MARK, Database
from wco_upkeep_schema import Schema

REPOSITORY = Path(__file__).parents[3]
SCHEMA = "PRAGMA user_version = 3; CREATE TABLE switch (name);"
GROUP = grp.getgrgid(os.getgid()).gr_name


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


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as opened:
        return [name for (name,) in opened.execute("SELECT name FROM switch ORDER BY 1")]


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


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Return a file of root's that no service may write."""
    file = tmp_path / "victim"
    file.write_text("root's")
    file.chmod(0o600)
    return file


def link(part: Path, victim: Path) -> None:
    part.unlink(missing_ok=True)
    part.symlink_to(victim)


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


@pytest.mark.parametrize(
    ("mode", "shown"), [(0o700, "mode 0700"), (0o770, "mode 0770"), (0o2750, "mode 2750")]
)
def test_a_folder_that_services_cannot_use_is_trouble(database: Database, mode: int, shown: str) -> None:
    database.path.parent.chmod(mode)
    assert f"cannot be read by its services (live: {shown}" in database.trouble()
    assert database.mend()


def test_a_folder_of_another_group_and_a_closed_one_above_are_trouble(
    database: Database, tmp_path: Path
) -> None:
    database.group = "another"
    assert f"(live: mode 2770, group {GROUP})" in database.trouble()
    database.group = GROUP
    tmp_path.chmod(0o700)
    assert f"({tmp_path.name}: mode 0700" in database.trouble()


def test_a_folder_that_is_gone_is_left_to_the_roles(database: Database, service: sqlite3.Connection) -> None:
    shutil.rmtree(database.path.parent)
    assert database.trouble() == "is missing"
    assert "there will be a new one" in database.mend()


def test_a_file_that_services_cannot_read_is_opened_to_them(
    database: Database, service: sqlite3.Connection
) -> None:
    database.path.chmod(0o600)
    assert "cannot be read by its services (live.db: mode 0600" in database.trouble()
    assert database.mend()
    assert database.trouble() == ""


def test_a_file_of_an_older_schema_is_told(database: Database) -> None:
    database.schema = Schema(SCHEMA.replace("3", "4"))
    assert database.trouble() == "has schema version 3, not 4"
    database.schema = Schema(SCHEMA.replace("3", "2"))
    assert database.trouble() == ""


NEEDED = f"""{SCHEMA} CREATE TABLE member (name, state); CREATE VIEW members AS SELECT * FROM member;
CREATE INDEX by_state ON member (state); CREATE TRIGGER told AFTER INSERT ON switch BEGIN DELETE FROM switch; END;"""


@pytest.mark.parametrize(
    ("lost", "trouble"),
    [
        ("DROP TABLE member", "lacks the table member and 3 more"),
        ("DROP VIEW members", "lacks the view members"),
        ("DROP TRIGGER told", "lacks the trigger told"),
        ("DROP INDEX by_state", "lacks the index by_state"),
        ("DROP VIEW members; ALTER TABLE switch DROP COLUMN old", "lacks the column switch.old and 1 more"),
        ("DROP TABLE member; DROP TABLE switch; CREATE TABLE other (one)", "is another database"),
    ],
)
def test_a_file_that_lacks_what_services_need_is_told(database: Database, lost: str, trouble: str) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as opened:
        opened.executescript(NEEDED.removeprefix(SCHEMA) + "ALTER TABLE switch ADD COLUMN old;" + lost)
    database.schema = Schema(NEEDED.replace("switch (name)", "switch (name, old)"))
    assert database.trouble() == trouble


def test_what_only_a_desk_knows_is_made_anew_and_the_rest_is_kept(
    database: Database, service: sqlite3.Connection
) -> None:
    """What a call plan lacks comes from the controller; of live state only what is there is known."""
    needed = f"{SCHEMA} CREATE TABLE member (name);"
    database.schema = Schema(needed)
    assert database.mend() == f"{database.path} lacks the table member and 1 more"
    assert rows(database.path) == ["one", "two"]
    database.schema = Schema(needed, replaced=True)
    assert "was set aside" in database.mend()
    assert database.files() == []
    # The service still has it open: written down again, it would be as useless as before.
    assert "there will be a new one" in database.mend()


def test_a_call_plan_of_another_version_is_for_the_apply_to_replace(database: Database) -> None:
    database.schema = Schema(SCHEMA.replace("3", "4") + "CREATE TABLE member (name);", replaced=True)
    assert database.trouble() == ""


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


def test_who_has_another_file_open_is_told(database: Database, service: sqlite3.Connection) -> None:
    older = database.path.with_name("backup")
    older.write_bytes(database.path.read_bytes())
    older.replace(database.path)
    assert str(os.getpid()) in {holder.process for holder in database.holders_of_other_files()}


def test_who_still_has_open_what_was_set_aside_is_told(
    database: Database, service: sqlite3.Connection
) -> None:
    """Not one of several processes: each is asked, since the others may have opened the new one already."""
    database.path.write_bytes(b"rubbish " * 1024)
    assert "set aside" in database.mend()
    with closing(sqlite3.connect(database.path)) as new, new:
        new.execute("CREATE TABLE line (text)")
    assert str(os.getpid()) in {holder.process for holder in database.holders_of_other_files()}


def test_who_has_it_open_on_a_file_system_that_was_taken_away_is_told(
    database: Database, tmp_path: Path
) -> None:
    process = tmp_path / "proc" / "7"
    (process / "fd").mkdir(parents=True)
    (process / "cgroup").write_text("0::/system.slice/asterisk.service\n")
    for handle, target in enumerate(("/live.db", "/live/live.db-wal", "/other.db", "live.db")):
        (process / "fd" / str(handle)).symlink_to(target)
    seen = Database(database.path, GROUP, 0o660, Schema(SCHEMA), tmp_path / "proc")
    assert sorted((holder.file.name, holder.unit) for holder in seen._holders()) == [
        ("live.db", "asterisk.service"),
        ("live.db-wal", "asterisk.service"),
    ]


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


def test_the_mark_of_a_call_plan_tells_its_digests(tmp_path: Path) -> None:
    marks = set()
    for digests in (["a" * 64], ["a" * 64, "b" * 64], ["b" * 64, "a" * 64], ["ab" * 32]):
        path = tmp_path / "callplan.db"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as made, made:
            made.execute("CREATE TABLE manifest (tenant, digest)")
            made.executemany("INSERT INTO manifest VALUES (?, ?)", enumerate(digests))
        marks.add(Database(path, "", 0, Schema()).mark())
    assert len(marks) == 3


def test_asterisk_says_the_same_mark() -> None:
    written = " ".join(PLAN_MARK.split())
    assert written in plain("plan_mark")


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
