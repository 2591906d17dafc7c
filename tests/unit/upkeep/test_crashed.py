"""Ends of a service are counted, and told once."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crashed import RECENTLY, alarm, note
from wco_upkeep_host import crashing

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """The program sets its own, which the tests after these would have."""
    former = os.umask(0o022)
    yield
    os.umask(former)


def test_the_fourth_end_within_a_while_is_told_and_no_later_one(tmp_path: Path) -> None:
    file = tmp_path / "asterisk.service"
    assert [note(file, 1_000_000.0 + second)[1] for second in range(8)] == [False] * 3 + [True] + [False] * 4
    assert crashing(1_000_010.0, tmp_path) == ["asterisk.service keeps crashing: 8 times since 13:46:40 UTC"]
    assert crashing(1_000_010.0 + RECENTLY, tmp_path) == []


def test_seldom_ends_are_no_crash_loop(tmp_path: Path) -> None:
    file = tmp_path / "asterisk.service"
    assert not any(note(file, hour * RECENTLY)[1] for hour in range(1, 20))
    assert crashing(20 * RECENTLY, tmp_path) == []
    assert len(json.loads(file.read_text())["ends"]) == 1


def test_the_alarm_goes_the_way_of_call_records(tmp_path: Path) -> None:
    spool = tmp_path / "calls.db"
    with closing(sqlite3.connect(spool)) as database:
        database.executescript((REPOSITORY / "schemas" / "call_spool.sql").read_text(encoding="utf-8"))
    alarm(spool, "pbx1", "asterisk.service", "has ended")
    with closing(sqlite3.connect(spool)) as database:
        found = database.execute("SELECT tenant, kind, subject, text, node FROM alarm").fetchall()
    assert found == [("_site", "crashing", "asterisk.service", "has ended", "pbx1")]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"ends": ["x"], "told": 0}', '{"ends": 7, "told": 0}'])
def test_notes_that_make_no_sense_keep_no_end_from_being_noted(tmp_path: Path, content: str) -> None:
    file = tmp_path / "asterisk.service"
    file.write_text(content)
    assert note(file, 1_000_000.0) == ([1_000_000.0], False)
