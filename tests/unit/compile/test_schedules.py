"""Claims about schedules as rows."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wcoctl.compile.rows import ScheduleDateHoursRow, ScheduleDateRow, ScheduleHoursRow
from wcoctl.compile.schedules import schedule_rows
from wcoctl.spec.schedules import Schedule


def weekly(**settings: Any) -> list[tuple[int, int, int]]:
    rows = schedule_rows("t", "s", Schedule(**settings))
    return sorted(row[2:] for row in rows if isinstance(row, ScheduleHoursRow))


def exceptions(**settings: Any) -> list[tuple[str, str, list[tuple[int, int]]]]:
    rows = list(schedule_rows("t", "s", Schedule(**settings)))
    hours = [row for row in rows if isinstance(row, ScheduleDateHoursRow)]
    return [
        (row.first_day, row.last_day, [found[3:] for found in hours if found.position == row.position])
        for row in rows
        if isinstance(row, ScheduleDateRow)
    ]


def test_a_range_of_days_is_a_row_for_each() -> None:
    assert weekly(hours={"mon-wed": "08:00-16:00"}) == [(1, 480, 960), (2, 480, 960), (3, 480, 960)]


def test_sundays_night_reaches_into_monday() -> None:
    assert weekly(hours={"sun": "22:00-06:00"}) == [(1, 0, 360), (7, 1320, 1440)]


def test_hours_until_midnight_leave_the_next_day_alone() -> None:
    assert weekly(hours={"fri": "20:00-24:00"}) == [(5, 1200, 1440)]
    assert weekly(hours={"fri": "20:00-00:00"}) == [(5, 1200, 1440)]


def test_hours_that_touch_become_one_interval() -> None:
    assert weekly(hours={"mon": ["08:00-12:00", "12:00-16:00"]}) == [(1, 480, 960)]


def test_an_exception_over_midnight_opens_the_morning_after() -> None:
    dates = [{"first": date(2026, 12, 31), "open": ["20:00-02:00"]}]
    assert exceptions(dates=dates) == [
        ("2026-12-31", "2026-12-31", [(1200, 1440)]),
        ("2027-01-01", "2027-01-01", [(0, 120)]),
    ]


def test_the_morning_after_keeps_its_own_hours() -> None:
    dates = [{"first": date(2026, 7, 1), "open": ["20:00-03:00"]}]
    assert exceptions(hours={"thu": "09:00-17:00"}, dates=dates)[1] == (
        "2026-07-02",
        "2026-07-02",
        [(0, 180), (540, 1020)],
    )


def test_the_morning_after_is_closed_by_another_exception_but_for_the_night() -> None:
    dates = [
        {"first": date(2026, 7, 1), "open": ["20:00-03:00"]},
        {"first": date(2026, 7, 2), "last": date(2026, 7, 9)},
    ]
    assert exceptions(hours={"thu": "09:00-17:00"}, dates=dates) == [
        ("2026-07-01", "2026-07-01", [(1200, 1440)]),
        ("2026-07-02", "2026-07-02", [(0, 180)]),
        ("2026-07-02", "2026-07-09", []),
    ]


DAYS = st.sampled_from(["mon", "wed", "sat", "sun"])
MINUTES = st.integers(0, 1439)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(DAYS, st.lists(st.tuples(MINUTES, MINUTES), max_size=3)),
    st.integers(0, 7 * 1440 - 1),
)
def test_rows_are_open_exactly_when_the_spec_is(hours: dict[str, list[tuple[int, int]]], minute: int) -> None:
    now = datetime(2026, 6, 1) + timedelta(minutes=minute)  # a Monday
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

    def says_open(day: str, since_midnight: int) -> bool:
        return any(
            start <= since_midnight < (end if end > start else end + 1440)
            for start, end in hours.get(day, [])
        )

    today, yesterday = names[now.weekday()], names[now.weekday() - 1]
    of_day = now.hour * 60 + now.minute
    expected = says_open(today, of_day) or says_open(yesterday, of_day + 1440)
    texts = {
        day: [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in found]
        for day, found in hours.items()
    }
    rows = weekly(hours=texts)
    assert any(day == now.isoweekday() and start <= of_day < end for day, start, end in rows) == expected
