"""The mark of a call plan, by which engines say which one they have open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.tools.queries import plain
from wco_upkeep_databases import PLAN_MARK, Database
from wco_upkeep_schema import Schema


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
