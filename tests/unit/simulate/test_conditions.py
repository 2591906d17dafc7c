"""Claims about conditions: time, holidays, lists."""

import pytest

from tests.unit.simulate.boards import call, plan

OFFICE, NIGHTS = plan("compiled_office"), plan("compiled_nights")
STRANGER = "+48605000000"


@pytest.mark.parametrize(
    ("at", "target", "why"),
    [
        ("2026-06-01T07:59:59+02:00", "closed", "weekly hours: 08:00-12:00, 12:30-16:00"),
        ("2026-06-01T08:00:00+02:00", "welcome", ""),
        ("2026-06-01T12:15:00+02:00", "closed", "Monday 2026-06-01 at 12:15"),
        ("2026-06-01T16:00:00+02:00", "closed", ""),
        ("2026-06-06T09:00:00+02:00", "welcome", ""),
        ("2026-06-07T10:00:00+02:00", "closed", "weekly hours: closed all day"),
        ("2026-06-04T10:00:00+02:00", "closed", "public holiday Corpus Christi"),
        ("2026-12-25T10:00:00+01:00", "welcome", ""),  # the exception comes before the holiday
        ("2026-12-28T15:00:00+01:00", "closed", "exception for 2026-12-24 to 2026-12-31: 09:00-12:00"),
        ("2027-01-04T10:00:00+01:00", "closed", "exception for 2027-01-04: closed all day"),
    ],
)
def test_hours_holidays_and_exceptions_decide(at: str, target: str, why: str) -> None:
    walk = call(OFFICE, at=at, caller=STRANGER)
    assert walk.steps[1].block == target
    assert why in " ".join(walk.steps[0].why)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-27T07:30:00+00:00", True),  # Friday 08:30 in Warsaw, winter
        ("2026-03-30T06:30:00+00:00", True),  # Monday 08:30, summer time since Sunday
        ("2026-03-30T05:59:00+00:00", False),
        ("2026-10-23T13:59:00+00:00", True),  # Friday 15:59, summer
        ("2026-10-26T14:59:00+00:00", True),  # Monday 15:59, winter
        ("2026-10-26T15:00:00+00:00", False),
    ],
)
def test_the_clock_is_the_tenants_and_follows_summer_time(at: str, is_open: bool) -> None:
    assert call(OFFICE, at=at, caller=STRANGER).steps[1].block == ("welcome" if is_open else "closed")


@pytest.mark.parametrize(
    ("at", "exit_"),
    [
        ("2026-06-02T05:59:00+01:00", "rule_2"),  # Monday's night
        ("2026-06-02T06:00:00+01:00", "otherwise"),
        ("2026-06-06T00:00:00+01:00", "otherwise"),  # Friday ends at 24:00
        ("2027-01-01T01:59:00+00:00", "rule_1"),  # New Year's Eve goes on
        ("2027-01-01T02:00:00+00:00", "rule_2"),  # Thursday's night; holidays are ignored there
        ("2026-07-02T02:59:00+01:00", "rule_1"),  # the party goes on behind its day
        ("2026-07-02T09:00:00+01:00", "rule_1"),  # and the day after has its own hours
        ("2026-12-30T01:00:00+00:00", "rule_2"),  # the party has not begun
    ],
)
def test_nights_belong_to_the_day_on_which_they_begin(at: str, exit_: str) -> None:
    walk = call(NIGHTS, at=at, dialled="+48222500030")
    assert walk.steps[0].exit == exit_


def test_the_night_before_says_so() -> None:
    why = call(NIGHTS, at="2027-01-01T01:00:00+00:00", dialled="+48222500030").steps[0].why[0]
    assert (
        "open on Friday 2027-01-01 at 01:00 (the night before: exception for 2026-12-30 to 2026-12-31: "
        in why
    )
    assert "20:00-02:00)" in why


@pytest.mark.parametrize(
    ("caller", "listed"),
    [("+48602300400", True), ("+486023004001", False), ("+48221111111", True), ("+4822", True), ("", False)],
)
def test_a_caller_is_on_a_list_by_number_or_prefix(caller: str, listed: bool) -> None:
    assert (call(OFFICE, caller=caller).steps[0].exit == "rule_1") == listed


def test_all_criteria_of_a_rule_have_to_hold() -> None:
    anonymous = call(OFFICE, dialled="+48222500011")
    assert anonymous.path == ("who_calls:rule_3", "refuse:-")
    assert (anonymous.outcome, anonymous.cause, anonymous.accepted_ms) == ("refused", 21, None)
    assert call(OFFICE, dialled="+48222500010").steps[0].exit == "otherwise"


def test_every_rule_that_was_asked_says_why() -> None:
    why = call(OFFICE, at="2026-06-04T10:00:00+02:00", caller=STRANGER).steps[0].why
    assert why == (
        "rule 1 does not hold: the caller is not on the list vip",
        "rule 2 holds: schedule office is closed on Thursday 2026-06-04 at 10:00"
        " (public holiday Corpus Christi: closed all day)",
    )
