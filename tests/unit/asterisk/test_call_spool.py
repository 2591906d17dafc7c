"""The call records' spool on a media node: how it is made, what Asterisk writes, and what is left when it dies."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.programs import ENVIRONMENT

REPOSITORY = Path(__file__).parents[3]
FILES = REPOSITORY / "roles" / "asterisk" / "files"
SCHEMA = (REPOSITORY / "schemas" / "call_spool.sql").read_text(encoding="utf-8")
START = 1_795_000_000_000
FIRST_VERSION = """
CREATE TABLE call (
    call TEXT PRIMARY KEY, tenant TEXT NOT NULL, dialled TEXT NOT NULL, caller TEXT NOT NULL, started INTEGER NOT NULL,
    answered INTEGER NOT NULL, ended INTEGER NOT NULL, path TEXT NOT NULL, outcome TEXT NOT NULL,
    answered_by TEXT NOT NULL, cause INTEGER NOT NULL, node TEXT NOT NULL) STRICT;
CREATE TABLE leg (
    leg TEXT PRIMARY KEY, call TEXT NOT NULL, user TEXT NOT NULL, number TEXT NOT NULL, started INTEGER NOT NULL,
    answered INTEGER NOT NULL, ended INTEGER NOT NULL, result TEXT NOT NULL) STRICT;
INSERT INTO call VALUES ('old', 'acme', '+4822', '', 1, 0, 2, '0:menu:-', 'unanswered', '', 16, 'pbx1');
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.db"


@pytest.fixture
def spool(file: Path) -> Iterator[sqlite3.Connection]:
    assert create(file) == "created"
    connection = sqlite3.connect(file, isolation_level=None)
    yield connection
    connection.close()


def create(file: Path) -> str:
    command = [sys.executable, str(FILES / "create_database.py"), str(file)]
    done = subprocess.run(command, env=ENVIRONMENT, input=SCHEMA, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def close(file: Path, *, stopped: bool) -> None:
    """Run the program as systemd does: after Asterisk has stopped, or before it starts."""
    told = {"SERVICE_RESULT": "signal"} if stopped else {}
    files = (file.with_name("live.db"), file.with_name("memory.db"), file)
    command = [sys.executable, str(FILES / "close_calls.py"), *map(str, files)]
    subprocess.run(command, env=ENVIRONMENT | told, check=True, capture_output=True)


def open_call(spool: sqlite3.Connection, call: str, path: str) -> None:
    row = (call, "acme", "+4822", "", START, 0, 0, path, "unanswered", "", 41, "pbx1")
    columns = (
        "call, tenant, dialled, caller, started, answered, ended, path, outcome, answered_by, cause, node"
    )
    spool.execute(f"INSERT INTO call ({columns}) VALUES ({', '.join('?' * len(row))})", row)


def open_leg(spool: sqlite3.Connection, leg: str, call: str, started: int) -> None:
    row = (leg, call, "sales", "anna", "+48600", started, 0, 0, "failed")
    spool.execute(f"INSERT INTO leg VALUES ({', '.join('?' * len(row))})", row)


def answer(spool: sqlite3.Connection, leg: str, moment: int) -> None:
    spool.execute("UPDATE leg SET answered = ?, result = 'answered' WHERE leg = ?", (moment, leg))


def calls(spool: sqlite3.Connection) -> list[tuple[object, ...]]:
    query = "SELECT call, answered, ended, path, outcome, answered_by, cause FROM call ORDER BY call"
    return spool.execute(query).fetchall()


@pytest.mark.parametrize("there", [True, False])
def test_root_follows_no_link_in_the_place_of_the_file(file: Path, there: bool) -> None:
    victim = file.with_name("victim.db")
    if there:
        with sqlite3.connect(victim) as other:
            other.execute("CREATE TABLE mine (one)")
        victim.chmod(0o600)
    file.symlink_to(victim)
    with pytest.raises(subprocess.CalledProcessError):
        create(file)
    assert victim.exists() == there
    if there:
        assert victim.stat().st_mode & 0o777 == 0o600
        with sqlite3.connect(victim) as other:
            assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("mine",)]


def test_those_who_share_the_folder_may_write_the_file(file: Path) -> None:
    create(file)
    assert file.stat().st_mode & 0o777 == 0o660
    file.chmod(0o600)
    assert create(file) == "current"
    assert file.stat().st_mode & 0o777 == 0o660


def test_a_spool_of_the_first_version_gets_what_it_lacks_and_keeps_its_rows(file: Path) -> None:
    with sqlite3.connect(file) as old:
        old.executescript(FIRST_VERSION)
    assert create(file) == "created"
    assert create(file) == "current"
    with sqlite3.connect(file) as now:
        assert now.execute("SELECT call, direction, presented FROM call").fetchall() == [
            ("old", "incoming", "")
        ]
        assert now.execute("PRAGMA user_version").fetchone() == (2,)
        columns = {name for (name,) in now.execute("SELECT name FROM pragma_table_info('leg')")}
    assert "block" in columns


def test_a_phone_that_answers_answers_its_call_once(spool: sqlite3.Connection) -> None:
    open_call(spool, "c1", "0:sales:-")
    open_leg(spool, "l1", "c1", START + 100)
    open_leg(spool, "l2", "c1", START + 200)
    answer(spool, "l1", START + 1000)
    answer(spool, "l2", START + 2000)
    assert calls(spool) == [("c1", START + 1000, 0, "0:sales:-", "answered", "anna", 41)]


def test_calls_end_when_asterisk_does(file: Path, spool: sqlite3.Connection) -> None:
    open_call(spool, "c1", "0:menu:key_1 900:sales:-")
    open_leg(spool, "l1", "c1", START + 900)
    before = time.time_ns() // 1_000_000
    close(file, stopped=True)
    ((ended, path),) = spool.execute("SELECT ended, path FROM call").fetchall()
    assert before <= ended <= before + 60_000
    assert path == f"0:menu:key_1 {ended - START}:sales:-"
    assert spool.execute("SELECT answered, result, ended FROM leg").fetchall() == [(0, "failed", ended)]


def test_after_a_loss_of_power_calls_end_when_they_were_last_heard_of(
    file: Path, spool: sqlite3.Connection
) -> None:
    open_call(spool, "entered", "0:menu:key_1 900:bye:-")
    open_call(spool, "rang", "0:sales:-")
    open_leg(spool, "l1", "rang", START + 100)
    open_call(spool, "talked", "0:sales:-")
    open_leg(spool, "l2", "talked", START + 200)
    answer(spool, "l2", START + 3000)
    close(file, stopped=False)
    assert calls(spool) == [
        ("entered", 0, START + 900, "0:menu:key_1 900:bye:-", "unanswered", "", 41),
        ("rang", 0, START + 100, "100:sales:-", "unanswered", "", 41),
        ("talked", START + 3000, START + 3000, "3000:sales:-", "answered", "anna", 41),
    ]
    assert spool.execute("SELECT ended, result FROM leg ORDER BY leg").fetchall() == [
        (START + 100, "failed"),
        (START + 3000, "answered"),
    ]


def test_complete_rows_stay_as_they_are(file: Path, spool: sqlite3.Connection) -> None:
    open_call(spool, "c1", "0:menu:-")
    spool.execute("UPDATE call SET ended = ?, cause = 16", (START + 5,))
    before = calls(spool)
    close(file, stopped=True)
    assert calls(spool) == before


def test_a_host_without_a_spool_is_left_alone(file: Path) -> None:
    close(file, stopped=False)
    assert not file.exists()


def test_a_call_that_ended_in_the_other_spool_is_no_cut_call(file: Path, spool: sqlite3.Connection) -> None:
    """The disk was full when it ended, or had room again."""
    memory_file = file.with_name("memory.db")
    create(memory_file)
    memory = sqlite3.connect(memory_file, isolation_level=None)
    for begun, ended, call in ((spool, memory, "c1"), (memory, spool, "c2")):
        for rows in (begun, ended):
            open_call(rows, call, "0:sales:-")
            open_leg(rows, f"{call}l", call, START)
        ended.execute("UPDATE call SET ended = ?, cause = 16 WHERE call = ?", (START + 5, call))
        ended.execute("UPDATE leg SET ended = ?", (START + 5,))
    close(file, stopped=True)
    assert calls(spool) == [("c2", 0, START + 5, "0:sales:-", "unanswered", "", 16)]
    assert calls(memory) == [("c1", 0, START + 5, "0:sales:-", "unanswered", "", 16)]
    memory.close()


def test_a_spool_that_cannot_be_read_keeps_no_other_open(file: Path, spool: sqlite3.Connection) -> None:
    file.with_name("memory.db").write_bytes(b"no database" * 1000)
    open_call(spool, "c1", "0:sales:-")
    with pytest.raises(subprocess.CalledProcessError):
        close(file, stopped=True)
    assert spool.execute("SELECT count(*) FROM call WHERE ended > 0").fetchone() == (1,)
