"""An alarm of a node is left in its spool of call records, for PostgreSQL to get."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from wco_host.alarm import raise_alarm
from wco_host.sqlite_file import open_file

SCHEMA = (Path(__file__).parents[3] / "schemas" / "call_spool.sql").read_text(encoding="utf-8")


def test_an_alarm_is_of_the_site_and_of_this_moment(tmp_path: Path) -> None:
    spool = tmp_path / "calls.db"
    with closing(sqlite3.connect(spool)) as made:
        made.executescript(SCHEMA)
    for kind in ("disk_alarm", "crashing"):
        with closing(open_file(spool)) as database:
            raise_alarm(database, kind, "/var", "is full", "pbx1")
    with closing(sqlite3.connect(spool)) as database:
        rows = database.execute(
            "SELECT tenant, kind, subject, text, node FROM alarm ORDER BY at, kind DESC"
        ).fetchall()
        (oldest,) = database.execute("SELECT min(at) FROM alarm").fetchone()
    assert rows == [("_site", kind, "/var", "is full", "pbx1") for kind in ("disk_alarm", "crashing")]
    assert abs(oldest - time.time() * 1000) < 5000


def test_who_raises_it_knows_that_a_spool_does_not_take_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as database:
        database.execute("CREATE TABLE other (one)")
    with closing(open_file(tmp_path / "other.db")) as database, pytest.raises(sqlite3.Error, match="alarm"):
        raise_alarm(database, "disk_alarm", "/var", "is full", "pbx1")
