"""What the service makes of the rows in the spool, and how they leave it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wco_call_records.spool import TABLES, Spool

CALLS, LEGS, ALARMS, ANSWERS = TABLES
START = 1_795_000_000_123
MOMENT = datetime(2026, 11, 18, 11, 6, 40, 123000, tzinfo=UTC)
REPOSITORY = Path(__file__).parents[3]
# Without the checks of the file, so that rows may be damaged.
SCHEMA = re.sub(
    "NOT NULL|STRICT", "", (REPOSITORY / "schemas" / "call_spool.sql").read_text(encoding="utf-8")
)
CALL = {
    "call": "c1", "tenant": "acme", "direction": "outgoing", "dialled": "+48221234567", "caller": "",
    "presented": "+48221234500", "started": START, "answered": 0, "ended": START + 9500, "path": "0:menu:key_1 950:sales:timeout",
    "outcome": "unanswered", "answered_by": "", "cause": 16, "node": "pbx1",
}  # fmt: skip
LEG = {
    "leg": "l1", "call": "c1", "block": "sales", "user": "anna", "number": "+48600300400",
    "started": START, "answered": START, "ended": START, "result": "answered",
}  # fmt: skip
ALARM = {
    "alarm": "a1", "tenant": "acme", "kind": "minute_bundle", "subject": "redirect", "text": "80 %", "at": START,
    "node": "pbx1",
}  # fmt: skip
ANSWER = {
    "answer": "s1", "call": "c1", "tenant": "acme", "block": "survey", "question": "1", "digit": "5", "at": START,
}  # fmt: skip


@pytest.fixture
def asterisk(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Open the writer's side of a spool."""
    connection = sqlite3.connect(tmp_path / "calls.db", isolation_level=None)
    connection.executescript(SCHEMA)
    yield connection
    connection.close()


@pytest.fixture
def spool(tmp_path: Path, asterisk: sqlite3.Connection) -> Iterator[Spool]:
    opened = Spool(tmp_path / "calls.db")
    yield opened
    opened.close()


def write(asterisk: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    places = ", ".join(f":{column}" for column in row)
    asterisk.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", row)


def test_a_call_becomes_a_row_for_postgresql(asterisk: sqlite3.Connection, spool: Spool) -> None:
    write(asterisk, "call", CALL)
    (row,) = spool.batch(CALLS, 10)
    values = dict(zip(CALLS.columns, CALLS.values(row), strict=True))
    assert values["started"] == MOMENT
    assert values["answered"] is None
    assert json.loads(str(values["path"])) == [
        {"ms": 0, "block": "menu", "exit": "key_1"},
        {"ms": 950, "block": "sales", "exit": "timeout"},
    ]
    same = CALL.keys() - {"started", "answered", "ended", "path"}
    assert {column: values[column] for column in same} == {column: CALL[column] for column in same}


def test_a_leg_becomes_a_row_for_postgresql(asterisk: sqlite3.Connection, spool: Spool) -> None:
    write(asterisk, "leg", LEG)
    (row,) = spool.batch(LEGS, 10)
    values = dict(zip(LEGS.columns, LEGS.values(row), strict=True))
    moments = {"started": MOMENT, "answered": MOMENT, "ended": MOMENT}
    assert values == {"user_id" if name == "user" else name: value for name, value in LEG.items()} | moments


def test_an_alarm_and_an_answer_become_rows_for_postgresql(
    asterisk: sqlite3.Connection, spool: Spool
) -> None:
    write(asterisk, "alarm", ALARM)
    write(asterisk, "survey_answer", ANSWER)
    for table, row in ((ALARMS, ALARM), (ANSWERS, ANSWER)):
        (found,) = spool.batch(table, 10)
        assert dict(zip(table.columns, table.values(found), strict=True)) == row | {"at": MOMENT}
        spool.remove(table, [found])
        assert not spool.batch(table, 10)


def test_calls_and_phones_that_go_on_stay(asterisk: sqlite3.Connection, spool: Spool) -> None:
    write(asterisk, "call", CALL | {"ended": 0})
    write(asterisk, "leg", LEG | {"ended": 0})
    assert not spool.batch(CALLS, 10)
    assert not spool.batch(LEGS, 10)


@pytest.mark.parametrize(
    "damage",
    [
        {"path": "menu:key_1"},
        {"path": "soon:menu:key_1"},
        {"started": 10**18},
        {"started": "noon"},
        {"tenant": None},
        {"tenant": b"a"},
        {"cause": None},
    ],
)
def test_a_damaged_row_is_an_error_of_that_row(
    asterisk: sqlite3.Connection, spool: Spool, damage: dict[str, object]
) -> None:
    write(asterisk, "call", {**CALL, **damage})
    (row,) = spool.batch(CALLS, 10)
    with pytest.raises((ValueError, TypeError, OverflowError)):
        CALLS.values(row)


def test_batches_are_limited(asterisk: sqlite3.Connection, spool: Spool) -> None:
    for number in range(5):
        write(asterisk, "call", {**CALL, "call": f"n{number}"})
    assert len(spool.batch(CALLS, 3)) == 3


def test_only_removed_rows_go(asterisk: sqlite3.Connection, spool: Spool) -> None:
    for name in ("c1", "c2", "c3"):
        write(asterisk, "call", {**CALL, "call": name})
    spool.remove(CALLS, spool.batch(CALLS, 2))
    assert asterisk.execute("SELECT call FROM call").fetchall() == [("c3",)]


def test_a_row_set_aside_keeps_all_it_had(asterisk: sqlite3.Connection, spool: Spool) -> None:
    write(asterisk, "call", {**CALL, "path": "zażółć"})
    asterisk.execute("UPDATE call SET caller = CAST(x'41ff' AS TEXT)")
    (row,) = spool.batch(CALLS, 1)
    spool.set_aside(CALLS, row, "no path")
    assert not asterisk.execute("SELECT * FROM call").fetchall()
    ((source, text, reason),) = asterisk.execute("SELECT source, row, reason FROM rejected").fetchall()
    assert (source, reason) == ("call", "no path")
    assert json.loads(text) == {**CALL, "path": "zażółć", "caller": "A\ufffd"}


def test_a_spool_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Spool(tmp_path / "absent.db")
    assert not (tmp_path / "absent.db").exists()


def test_rows_that_were_set_aside_months_ago_are_forgotten(
    asterisk: sqlite3.Connection, spool: Spool
) -> None:
    asterisk.execute("INSERT INTO rejected VALUES (1, 'call', '{}', 'long ago')")
    write(asterisk, "call", CALL)
    spool.set_aside(CALLS, spool.batch(CALLS, 1)[0], "no path")
    assert asterisk.execute("SELECT reason FROM rejected").fetchall() == [("no path",)]
