"""Switches that come in from PostgreSQL, and those that wait to go out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from wco_live.state import receive, take_unsent

CHANGED = 1_795_000_000_123
ROW = {
    "tenant": "acme", "kind": "group", "name": "sales", "value": "off", "until": None,
    "changed": "2026-11-18T11:06:40.123+00:00", "author": "portal",
}  # fmt: skip


@pytest.fixture
def database(live: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(live)) as opened:
        yield opened


def held(database: sqlite3.Connection) -> list[tuple[object, ...]]:
    return database.execute("SELECT value, until, changed, sent FROM switch").fetchall()


def test_a_new_switch_holds(database: sqlite3.Connection) -> None:
    receive(database, [ROW])
    assert held(database) == [("off", 0, CHANGED, 1)]
    assert take_unsent(database) == []


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ("2026-11-18T11:06:40.124+00:00", "off"),
        ("2026-11-18T12:06:40.124+01:00", "off"),
        ("2026-11-18T11:06:40.123+00:00", "on"),
        ("2026-11-18T11:06:40.122+00:00", "on"),
    ],
)
def test_what_was_changed_last_holds(database: sqlite3.Connection, changed: str, holds: str) -> None:
    ours = ("acme", "group", "sales", "on", 0, CHANGED, "anna")
    with database:
        database.execute("INSERT INTO switch VALUES (?, ?, ?, ?, ?, ?, ?, 0)", ours)
    assert take_unsent(database) == [ours]
    receive(database, [ROW | {"changed": changed}])
    assert [value for value, *_ in held(database)] == [holds]
    assert take_unsent(database) == ([ours] if holds == "on" else [])


def test_an_end_is_kept_to_the_millisecond(database: sqlite3.Connection) -> None:
    receive(database, [ROW | {"until": "2026-11-18T11:06:41.5+00:00"}])
    assert held(database)[0][1] == CHANGED + 1377
