"""In which round a call is that networks may have forwarded back: schemas/call_spool.sql and the query of the dialplan."""

import sqlite3
from pathlib import Path
from string import Template

import pytest

from tests.tools.queries import plain

REPOSITORY = Path(__file__).parents[3]
SCHEMA = (REPOSITORY / "schemas" / "call_spool.sql").read_text(encoding="utf-8")
QUERY = plain("rounds")
DIALLED, CALLER, ANNA, BARTEK = "+48221001000", "+48600700100", "+48601100201", "+48601100202"
ROUND = 500
"""Milliseconds from the ringing of a phone to the call that becomes of it."""


@pytest.fixture
def spool() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return connection


def ring(
    spool: sqlite3.Connection,
    moment: int,
    phone: str = ANNA,
    *,
    caller: str = CALLER,
    after: int = 100,
    answered: int = 0,
    over: int = 0,
) -> None:
    """Have a call begin that rings a phone some time later; `over` is when the phone or its caller has left."""
    call = f"{caller}/{moment}"
    row = (call, "acme", DIALLED, caller, moment, 0, 0, "0:sales:-", "unanswered", "", 41, "pbx1")
    columns = (
        "call, tenant, dialled, caller, started, answered, ended, path, outcome, answered_by, cause, node"
    )
    spool.execute(f"INSERT INTO call ({columns}) VALUES ({', '.join('?' * len(row))})", row)
    leg = (call, call, "sales", "anna", phone, moment + after, answered, over, "failed")
    spool.execute(f"INSERT INTO leg VALUES ({', '.join('?' * len(leg))})", leg)


def depth(spool: sqlite3.Connection, moment: int) -> int:
    query = Template(QUERY).substitute(WCO_TENANT="acme", ARG1=DIALLED, ARG2=CALLER, ARG3=moment)
    ((found,),) = spool.execute(query).fetchall()
    return int(found)


def test_calls_that_come_each_as_the_one_before_rings_a_phone_are_rounds(spool: sqlite3.Connection) -> None:
    for count in range(6):
        assert depth(spool, ROUND * count) == min(count + 1, 4)
        ring(spool, ROUND * count)


def test_an_announcement_before_the_phone_makes_no_difference(spool: sqlite3.Connection) -> None:
    ring(spool, 0, after=10_000, answered=10_300)
    ring(spool, 10_200, after=10_000, answered=20_500)
    ring(spool, 20_400, after=10_000)
    assert depth(spool, 30_600) == 4


def test_many_lines_of_one_caller_are_no_rounds(spool: sqlite3.Connection) -> None:
    for moment in range(0, 40_000, 4_000):
        ring(spool, moment)
    assert depth(spool, 40_000) == 1


def test_other_phones_other_callers_and_phones_that_have_answered_are_no_rounds(
    spool: sqlite3.Connection,
) -> None:
    ring(spool, 0, BARTEK)
    ring(spool, 500, caller="+48600700101")
    ring(spool, 1000, answered=1400)
    ring(spool, 1500)
    assert depth(spool, 2000) == 2


def test_a_phone_that_has_stopped_ringing_forwards_nothing(spool: sqlite3.Connection) -> None:
    ring(spool, 0, over=400)
    assert depth(spool, 500) == 1
