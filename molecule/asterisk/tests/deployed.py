"""What the tests put on the deployed Asterisk and read from it: the call plan and the call records."""

import base64
import json
import time
from collections.abc import Callable, Iterable
from typing import TypedDict

from testinfra.host import Host

MAIN = "+482200000"

# Makes the call plan as the role callplan does: readers need the files beside it, and never write. Then the members of
# groups are copied into the live state, as the service wco-live does.
MAKE_PLAN = """
import sqlite3, sys
database = sqlite3.connect("/var/lib/wco/callplan/callplan.db")
database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
database.execute("PRAGMA journal_mode = WAL")
database.executescript(sys.stdin.read())
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
with sqlite3.connect("/var/lib/wco/live/live.db", timeout=10) as live:
    columns = [name for name, in live.execute("SELECT name FROM pragma_table_info('queue_member')")]
    members = database.execute(f"SELECT {', '.join(columns)} FROM queue_member").fetchall()
    live.execute("DELETE FROM queue_member")
    live.executemany(f"INSERT INTO queue_member VALUES ({', '.join('?' * len(columns))})", members)
live.close()
database.close()
"""
READ_SPOOL = """
import json, sqlite3
database = sqlite3.connect("/var/spool/wco/calls/calls.db")
database.row_factory = sqlite3.Row
def rows(table):
    return [dict(row) for row in database.execute("SELECT * FROM " + table + " WHERE ended > 0")]
print(json.dumps({table: rows(table) for table in ("call", "leg")}))
"""
FORGET = """
import sqlite3
with sqlite3.connect("/var/spool/wco/calls/calls.db") as database:
    database.execute("DELETE FROM call")
    database.execute("DELETE FROM leg")
"""


class CallRecord(TypedDict):
    """A call in the spool, as far as the tests ask."""

    call: str
    dialled: str
    caller: str
    started: int
    answered: int
    ended: int
    path: str
    outcome: str
    answered_by: str


class Leg(TypedDict):
    """A phone that was rung for a call."""

    call: str
    user: str
    started: int
    answered: int
    ended: int
    result: str


class Spool(TypedDict):
    """All that has ended."""

    call: list[CallRecord]
    leg: list[Leg]


Recorded = tuple[CallRecord, list[Leg]]


def run_python(host: Host, program: str, text: str = "") -> str:
    """Run a Python program on the host with the text as its input."""
    encoded = base64.b64encode(text.encode()).decode()
    result = host.run("echo %s | base64 -d | (umask 027; python3 -c %s)", encoded, program)
    assert result.rc == 0, result.stderr
    return result.stdout


def records(host: Host, numbers: Iterable[str]) -> dict[str, Recorded]:
    """Return what was recorded last for each of the dialled numbers, once every number has a record."""
    found = _wait(host, lambda dialled: set(numbers) <= set(dialled))
    return {record["dialled"]: (record, legs) for record, legs in found}


def all_records(host: Host, number: str, calls: int) -> list[Recorded]:
    """Return what was recorded of so many calls to the number."""
    found = _wait(host, lambda dialled: dialled.count(number) >= calls)
    return [(record, legs) for record, legs in found if record["dialled"] == number]


def _wait(host: Host, whole: Callable[[list[str]], bool]) -> list[Recorded]:
    """Return all that was recorded, once the dialled numbers are what they should be."""
    deadline = time.monotonic() + 10
    while True:
        spool: Spool = json.loads(run_python(host, READ_SPOOL))
        if whole([record["dialled"] for record in spool["call"]]):
            break
        assert time.monotonic() < deadline, f"no records: {spool}"
        time.sleep(0.3)
    legs = sorted(spool["leg"], key=lambda leg: leg["started"])
    return [(record, [leg for leg in legs if leg["call"] == record["call"]]) for record in spool["call"]]


def path(record: CallRecord) -> str:
    """Return a record's path without the times."""
    return " ".join(step.partition(":")[2] for step in record["path"].split(" "))


def results(legs: list[Leg]) -> list[tuple[str, str]]:
    """Return who was rung, with what result."""
    return [(leg["user"], leg["result"]) for leg in legs]


def forget(host: Host) -> None:
    """Empty the spool, as the shipper does."""
    run_python(host, FORGET)


def change_plan(host: Host, sql: str) -> None:
    """Change the call plan while Asterisk runs."""
    run_python(host, MAKE_PLAN, sql)
