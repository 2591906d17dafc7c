"""Who may leave a message: the statements that the dialplan runs, on the spool and on the live state."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.queries import plain

ROOT = Path(__file__).parents[3]
NOW = 1_800_000_000_000
MINUTE = 60_000
DAY = 1440 * MINUTE


class Spool:
    """A spool in memory, asked as func_odbc asks."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.now, self.caller, self.messages = db, NOW, "+48600100200", 0

    def run(self, query: str, *arguments: str) -> sqlite3.Cursor:
        """Run a statement with the variables of a channel put in."""
        text = plain(query).replace("${STRFTIME(,,%s%3q)}", str(self.now))
        text = re.sub(r"\$\{SQL_ESC\((\$\{\w+\})\)\}", r"\1", text)
        known = {"WCO_TENANT": "firma", "WCO_BLOCK": "box", "WCO_CALL": "c", "WCO_DIALLED": "+48221002000"}
        known |= {"WCO_CALLER": self.caller}
        known |= {f"ARG{place}": argument for place, argument in enumerate(arguments, 1)}
        return self.db.execute(re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], text))

    def leave(self, seconds: int) -> None:
        """Let the caller leave a message, which the relay takes at once."""
        self.messages += 1
        name = str(self.messages)
        self.run("voicemail", name, str(self.now), "1000")
        self.now += seconds * 1000
        self.run("voicemail_end", name, str(self.now), "1")
        self.db.execute("DELETE FROM voicemail")

    def room(self, per_caller: int = 3, minutes: int = 10) -> str:
        """Return why there is no room, '' for room."""
        return str(self.run("voicemail_room", str(per_caller), str(minutes)).fetchone()[0])


@pytest.fixture
def spool() -> Iterator[Spool]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for schema in ("voicemail_spool", "live"):
            db.executescript((ROOT / "schemas" / f"{schema}.sql").read_text(encoding="utf-8"))
        yield Spool(db)


def test_a_caller_has_a_quota_of_an_hour(spool: Spool) -> None:
    for _ in range(3):
        assert spool.room() == ""
        spool.leave(10)
    assert spool.room() == "caller"
    spool.caller = ""
    assert spool.room() == ""
    spool.caller, spool.now = "+48600100200", spool.now + 60 * MINUTE
    assert spool.room() == ""


def test_a_company_has_a_quota_of_a_day(spool: Spool) -> None:
    for caller in range(5):
        spool.caller = f"+4860010020{caller}"
        spool.leave(120)
    assert spool.room() == "company"
    assert spool.room(minutes=11) == ""
    spool.now += DAY
    assert spool.room() == ""
    spool.leave(1)
    assert spool.db.execute("SELECT count(*) FROM taken").fetchone() == (1,)


def test_a_message_that_goes_on_counts(spool: Spool) -> None:
    spool.run("voicemail", "open", str(spool.now), "3")
    spool.now += 9 * MINUTE
    assert spool.room() == ""
    spool.now += 2 * MINUTE
    assert spool.room() == "company"


def test_of_calls_at_the_same_moment_no_more_are_noted_than_may_be(spool: Spool) -> None:
    assert spool.room(per_caller=2) == ""
    assert [spool.run("voicemail", name, str(spool.now), "2").rowcount for name in "abcd"] == [1, 1, 0, 0]
    spool.caller = "+48600100201"
    assert spool.run("voicemail", "e", str(spool.now), "2").rowcount == 1


def test_a_full_disk_takes_no_message(spool: Spool) -> None:
    spool.db.execute("INSERT INTO disk VALUES (1, 1)")
    assert spool.room() == "disk"
    spool.db.execute("INSERT OR REPLACE INTO disk VALUES (1, 0)")
    assert spool.room() == ""


def test_an_alarm_is_raised_once_a_day(spool: Spool) -> None:
    def raised(subject: str) -> int:
        return spool.run("alarmed", "voicemail_quota", subject).rowcount

    assert [raised("box"), raised("box"), raised("company")] == [1, 0, 1]
    spool.now += DAY
    assert [raised("box"), raised("box")] == [1, 0]
