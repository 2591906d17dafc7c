"""Claims about schedules as rows."""

from datetime import date
from typing import Any

from wcoctl.compile.rows import ScheduleDateHoursRow, ScheduleDateRow, ScheduleHoursRow
from wcoctl.compile.schedules import schedule_rows
from wcoctl.model.schedules import Schedule


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


def test_a_night_is_one_row_of_the_day_on_which_it_begins() -> None:
    assert weekly(hours={"sun": "22:00-06:00"}) == [(7, 1320, 1800)]


def test_hours_until_midnight_leave_the_next_day_alone() -> None:
    assert weekly(hours={"fri": "20:00-24:00"}) == [(5, 1200, 1440)]
    assert weekly(hours={"fri": "20:00-00:00"}) == [(5, 1200, 1440)]


def test_hours_that_touch_become_one_interval() -> None:
    assert weekly(hours={"mon": ["08:00-12:00", "12:00-16:00"]}) == [(1, 480, 960)]


def test_an_exception_is_one_row_with_the_hours_that_begin_on_its_days() -> None:
    dates = [
        {"first": date(2026, 7, 1), "open": ["20:00-03:00"]},
        {"first": date(2026, 7, 2), "last": date(2026, 7, 9)},
    ]
    assert exceptions(hours={"thu": "09:00-17:00"}, dates=dates) == [
        ("2026-07-01", "2026-07-01", [(1200, 1620)]),
        ("2026-07-02", "2026-07-09", []),
    ]
