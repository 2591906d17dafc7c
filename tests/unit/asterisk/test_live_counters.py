"""What Asterisk counts in the live state: minutes of a bundle, and calls to outside that have begun."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.programs import ENVIRONMENT

REPOSITORY = Path(__file__).parents[3]
SCHEMA = (REPOSITORY / "schemas" / "live.sql").read_text(encoding="utf-8")
CLOSE = REPOSITORY / "roles" / "asterisk" / "files" / "close_calls.py"
START = 1_795_000_000_000


@pytest.fixture
def live(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "live.db", isolation_level=None)
    connection.executescript(SCHEMA)
    connection.executescript(SCHEMA)
    yield connection
    connection.close()


def answer(live: sqlite3.Connection, leg: str, moment: int) -> None:
    row = (leg, "acme", "2026-11", moment)
    live.execute("INSERT INTO metered_leg (leg, tenant, month, answered) VALUES (?, ?, ?, ?)", row)


def end(live: sqlite3.Connection, leg: str, moment: int) -> None:
    live.execute("UPDATE metered_leg SET ended = ? WHERE leg = ?", (moment, leg))


def used(live: sqlite3.Connection) -> list[tuple[object, ...]]:
    return live.execute("SELECT tenant, month, seconds, warned FROM package_use").fetchall()


def test_seconds_of_conversations_add_up_and_begun_ones_count_whole(live: sqlite3.Connection) -> None:
    for leg, seconds in (("one", 60.0), ("two", 0.2)):
        answer(live, leg, START)
        end(live, leg, START + round(seconds * 1000))
    assert used(live) == [("acme", "2026-11", 61, 0)]
    assert live.execute("SELECT count(*) FROM metered_leg").fetchone() == (0,)


def test_a_phone_that_never_answered_counts_nothing(live: sqlite3.Connection) -> None:
    end(live, "unknown", START)
    assert used(live) == []


def test_minutes_end_when_asterisk_does(live: sqlite3.Connection, tmp_path: Path) -> None:
    answer(live, "open", time.time_ns() // 1_000_000 - 90_000)
    command = [sys.executable, str(CLOSE), str(tmp_path / "live.db"), str(tmp_path / "calls.db")]
    subprocess.run(command, env=ENVIRONMENT | {"SERVICE_RESULT": "signal"}, check=True)
    ((_, _, seconds, _),) = used(live)
    assert 90 <= int(str(seconds)) < 150


def test_calls_are_forgotten_a_day_later_with_the_next_one_of_their_company(live: sqlite3.Connection) -> None:
    calls = (("acme", START), ("other", START), ("acme", START + 50_000), ("acme", START + 86_400_001))
    live.executemany("INSERT INTO outgoing_call VALUES (?, 'ann', ?)", calls)
    assert live.execute("SELECT tenant, at FROM outgoing_call ORDER BY tenant, at").fetchall() == [
        ("acme", START + 50_000),
        ("acme", START + 86_400_001),
        ("other", START),
    ]


def test_months_of_years_ago_are_forgotten(live: sqlite3.Connection) -> None:
    for month in ("2024-09", "2024-11", "2026-10"):
        live.execute(
            "INSERT INTO package_use (tenant, month) VALUES ('acme', ?), ('other', ?)", (month, month)
        )
    answer(live, "one", START)
    end(live, "one", START + 1000)
    assert [(tenant, month) for tenant, month, *_ in used(live)] == [
        ("acme", "2024-11"), ("acme", "2026-10"), ("acme", "2026-11"),
        ("other", "2024-11"), ("other", "2026-10"),
    ]  # fmt: skip


def test_who_was_asked_a_year_ago_is_forgotten(live: sqlite3.Connection) -> None:
    day = 86_400_000
    for caller, asked in (("long ago", START - 367 * day), ("of late", START - 365 * day), ("now", START)):
        live.execute("INSERT INTO survey_caller VALUES ('acme', 'ask', ?, ?)", (caller, asked))
    assert live.execute("SELECT caller FROM survey_caller ORDER BY 1").fetchall() == [("now",), ("of late",)]
