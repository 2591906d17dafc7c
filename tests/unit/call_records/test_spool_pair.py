"""The spool on the disk and the one in memory: what the disk does not take is in the other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from wco_call_records.spool import TABLES
from wco_call_records.spool_pair import SpoolPair

CALLS, LEGS, ALARMS, ANSWERS = TABLES
SCHEMA = (Path(__file__).parents[3] / "schemas" / "call_spool.sql").read_text(encoding="utf-8")


class Asterisk:
    """The writer's side of a spool."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(SCHEMA)

    def write(self, call: str, ended: int) -> None:
        """Write a call, open if `ended` is 0."""
        row = (call, "acme", "+4822", "", 1, 0, ended, "0:menu:-", "unanswered", "", 16, "pbx1")
        columns = (
            "call, tenant, dialled, caller, started, answered, ended, path, outcome, answered_by, cause, node"
        )
        self.database.execute(f"INSERT INTO call ({columns}) VALUES ({', '.join('?' * len(row))})", row)

    def calls(self) -> list[str]:
        """Return what calls it holds."""
        return [call for (call,) in self.database.execute("SELECT call FROM call ORDER BY call")]

    def alarms(self) -> list[tuple[str, str]]:
        """Return whose alarms it holds, and of what kind."""
        return self.database.execute("SELECT tenant, kind FROM alarm").fetchall()

    def lock(self) -> None:
        """Have nobody else write, as on a disk that is full; the connection's timeout would be five seconds."""
        self.database.execute("BEGIN IMMEDIATE")


@pytest.fixture
def disk(tmp_path: Path) -> Asterisk:
    return Asterisk(tmp_path / "disk.db")


@pytest.fixture
def memory(tmp_path: Path) -> Asterisk:
    return Asterisk(tmp_path / "memory.db")


@pytest.fixture
def pair(disk: Asterisk, memory: Asterisk) -> Iterator[SpoolPair]:
    opened = SpoolPair(disk.path, memory.path, "pbx1")
    for path in opened.paths:
        opened.spool(path)._database.execute("PRAGMA busy_timeout = 0")
    yield opened
    for path in opened.paths:
        opened.close(path)


def test_memory_has_the_later_word(pair: SpoolPair, disk: Asterisk, memory: Asterisk) -> None:
    assert pair.paths == [memory.path, disk.path]


def test_a_node_without_a_spool_in_memory_has_one_spool(tmp_path: Path, disk: Asterisk) -> None:
    pair = SpoolPair(disk.path, tmp_path / "absent.db", "pbx1")
    pair.watch()
    pair.save()
    assert pair.paths == [disk.path]


def test_a_call_that_began_on_the_disk_and_ended_in_memory_leaves_both(
    pair: SpoolPair, disk: Asterisk, memory: Asterisk
) -> None:
    disk.write("c1", 0)
    disk.write("goes on", 0)
    memory.write("c1", 9)
    rows = pair.spool(memory.path).batch(CALLS, 10)
    pair.spool(memory.path).remove(CALLS, rows)
    pair.delivered(memory.path, CALLS, rows)
    disk.lock()
    pair.settle()
    disk.database.execute("COMMIT")
    assert disk.calls() == ["c1", "goes on"], "it could not be written"
    pair.settle()
    assert disk.calls() == ["goes on"]


def test_an_alarm_tells_of_calls_in_memory_once(pair: SpoolPair, disk: Asterisk, memory: Asterisk) -> None:
    disk.write("c0", 0)
    pair.watch()
    assert not memory.alarms()
    memory.write("c1", 0)
    pair.watch()
    pair.watch()
    assert memory.alarms() == [("_site", "call_spool")]


def test_what_memory_holds_moves_to_the_disk_when_that_takes_it(
    pair: SpoolPair, disk: Asterisk, memory: Asterisk
) -> None:
    disk.write("c1", 0)
    memory.write("c1", 9)
    memory.write("goes on", 0)
    disk.lock()
    pair.save()
    disk.database.execute("COMMIT")
    assert memory.calls() == ["c1", "goes on"]
    pair.save()
    assert memory.calls() == ["goes on"]
    assert disk.database.execute("SELECT call, ended FROM call").fetchall() == [("c1", 9)]
