"""The statement that the dialplan asks and the simulator agree about opening hours, and both with the spec."""

import re
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tools.queries import plain
from tests.unit.simulate.boards import board, call
from wcoctl.compile.callplan import CallPlan, compile_site

ROOT = Path(__file__).parents[3]
DIALLED = "+48222500010"
WARSAW = ZoneInfo("Europe/Warsaw")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAYS = {date(2026, 11, 11), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}
NIGHTS = {"hours": {"mon-sun": "22:00-06:00"}}
NOVEMBER_AND_DECEMBER = datetime(2026, 11, 8), 60 * 24 * 58


def office(**schedule: Any) -> CallPlan:
    """Return a switchboard that asks whether it is open."""
    asks = {
        "type": "condition",
        "rules": [{"schedule": "office", "to": "bye"}],
        "exits": {"otherwise": "hangup"},
    }
    return board({"asks": asks}, schedules={"office": schedule})


def asked(plan: CallPlan, at: datetime) -> bool:
    """Ask as the dialplan does."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript((ROOT / "schemas/callplan.sql").read_text(encoding="utf-8"))
        for tables in (plan.tables(), {"holiday": compile_site().tables()["holiday"]}):
            for table, rows in tables.items():
                places = ", ".join("?" * len(rows[0]))
                db.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
        known = {"ARG1": "small", "ARG2": "asks", "ARG3": "", "ARG4": DIALLED, "ARG8": "", "WCO_HELD": ""}
        known |= {"ARG5": f"{at:%F}", "ARG6": f"{at:%u}", "ARG7": f"{at:%H*60+%M}"}
        text = re.sub(r"\$\{(\w+)\}", lambda found: known[found[1]], plain("condition"))
        return bool(db.execute(text).fetchone() == ("rule_1",))


def simulated(plan: CallPlan, at: datetime) -> bool:
    """Ask the simulator."""
    return call(plan, at=at.replace(tzinfo=WARSAW).isoformat()).steps[0].exit == "rule_1"


def says_open(schedule: dict[str, Any], at: datetime) -> bool:
    """Read the spec as a person does: the hours that begin today, and the night that began yesterday."""
    minute = at.hour * 60 + at.minute
    nights = ((at.date(), minute), (at.date() - timedelta(days=1), minute + 1440))
    return any(
        start <= moment < (end if end > start else end + 1440)
        for day, moment in nights
        for start, end in (map(_minute, hours.split("-")) for hours in _hours(schedule, day))
    )


def _hours(schedule: dict[str, Any], day: date) -> list[str]:
    for entry in schedule["dates"]:
        if entry["first"] <= day <= entry.get("last", entry["first"]):
            return list(entry["open"])
    if day in HOLIDAYS and schedule["holidays"] == "closed":
        return []
    return list(schedule["hours"].get(WEEKDAYS[day.weekday()], []))


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-11 05:59", True),  # the night before the holiday runs on
        ("2026-11-11 06:00", False),
        ("2026-11-11 23:00", False),  # the holiday's own night never begins
        ("2026-11-12 05:59", False),
        ("2026-11-12 22:00", True),
    ],
)
def test_a_night_runs_into_a_holiday_and_none_begins_on_one(at: str, is_open: bool) -> None:
    moment, plan = datetime.fromisoformat(at), office(**NIGHTS)
    assert (asked(plan, moment), simulated(plan, moment)) == (is_open, is_open)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-12-10 03:00", True),  # Wednesday's night goes on into the first day of the exception
        ("2026-12-10 23:00", False),
        ("2026-12-12 01:30", True),  # the last day's hours go on behind it
        ("2026-12-12 02:00", False),  # not the night of Friday, which the exception has replaced
        ("2026-12-12 23:00", True),
    ],
)
def test_an_exception_replaces_what_begins_on_its_days(at: str, is_open: bool) -> None:
    days = {"first": date(2026, 12, 10), "last": date(2026, 12, 11), "open": ["23:30-02:00"]}
    moment, plan = datetime.fromisoformat(at), office(**NIGHTS, dates=[days])
    assert (asked(plan, moment), simulated(plan, moment)) == (is_open, is_open)


def test_both_engines_read_random_schedules_as_a_person_does() -> None:
    random = Random(20)
    first, minutes = NOVEMBER_AND_DECEMBER
    for _ in range(60):
        schedule = _random_schedule(random)
        plan = office(**schedule)
        for _ in range(8):
            # The hour of each end, and the minute before.
            at = first + timedelta(minutes=60 * random.randrange(minutes // 60) - random.randrange(2))
            expected = says_open(schedule, at)
            assert (asked(plan, at), simulated(plan, at)) == (expected, expected), f"{at}: {schedule}"


def _random_schedule(random: Random) -> dict[str, Any]:
    def hours() -> list[str]:
        ends = random.choices(range(24), k=2 * random.randrange(3))
        pairs = zip(ends[::2], ends[1::2], strict=True)
        return [f"{start:02}:00-{end:02}:00" for start, end in pairs if start != end]

    dates = [
        {"first": first, "last": first + timedelta(days=random.randrange(3)), "open": hours()}
        for first in (date(2026, 11, 9 + random.randrange(4)), date(2026, 12, 20 + random.randrange(10)))
    ]
    return {
        "hours": {day: hours() for day in WEEKDAYS},
        "holidays": random.choice(("closed", "ignored")),
        "dates": dates,
    }
