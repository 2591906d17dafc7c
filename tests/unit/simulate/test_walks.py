"""Claims about whole calls."""

import pytest

from tests.unit.simulate.boards import MONDAY, board, call, group, plan
from wcoctl.simulate import Phone, parse_keys, parse_phone

OFFICE = plan("compiled_office")


def test_a_number_that_nobody_has_is_refused() -> None:
    walk = call(OFFICE, dialled="+48229999999")
    assert (walk.path, walk.outcome, walk.cause) == ((), "refused", 1)
    assert "404" in walk.ending


def test_a_call_goes_from_block_to_block() -> None:
    walk = call(OFFICE, "1", phones={"anna": Phone("no_answer"), "bartek": Phone(hangs_up="caller")})
    assert walk.path == ("who_calls:otherwise", "welcome:next", "main_menu:key_1", "sales:-")
    assert walk.steps[3].candidates == {"bartek", "dorota"}
    assert (walk.outcome, walk.answered_by, walk.cause) == ("answered", "bartek", 16)
    assert walk.accepted_ms == 0
    assert walk.steps[2].why == ("key 1 is wired to sales",)


def test_times_count_from_the_beginning_of_the_call() -> None:
    times = [(step.entered_ms, step.at_ms) for step in call(OFFICE, "2").steps]
    assert times == [(0, 0), (0, 3000), (3000, 6500), (6500, 6500 + 32_000)]


@pytest.mark.parametrize(
    ("phone", "exit_"),
    [
        (Phone("busy", 0), "busy"),
        (Phone("failed", 0), "no_answer"),
        (Phone("no_answer"), "no_answer"),
        (Phone(after=25), "no_answer"),
        (Phone(after=24.9), "end_of_call"),
        (Phone(hangs_up="caller"), "-"),
    ],
)
def test_a_phone_decides_the_exit_of_a_user_block(phone: Phone, exit_: str) -> None:
    walk = call(OFFICE, dialled="+48222500012", phones={"dorota": phone})
    assert walk.path[0] == f"boss:{exit_}"


def test_a_redirect_is_known_by_its_number() -> None:
    phones = {"dorota": Phone("busy", 0), "+48601200300": Phone("busy", 0)}
    walk = call(OFFICE, dialled="+48222500012", phones=phones)
    assert walk.path[1] == "mobile:busy"
    walk = call(OFFICE, dialled="+48222500012", phones={"dorota": Phone("busy", 0)})
    assert walk.answered_by == "+48601200300"


def test_an_inactive_user_is_not_rung() -> None:
    users = {"ann": {"name": "Ann", "number": "600100200", "active": False}}
    block = {"type": "user", "user": "ann", "exits": {"busy": "bye", "no_answer": "bye"}}
    walk = call(board({"u": block}, users=users))
    assert walk.path == ("u:no_answer", "bye:-")
    assert walk.steps[0].rang == ()


@pytest.mark.parametrize(("cause", "number"), [("normal", 16), ("busy", 17), ("rejected", 21)])
def test_a_hang_up_block_gives_its_cause(cause: str, number: int) -> None:
    walk = call(board({"end": {"type": "hangup", "cause": cause}}))
    assert (walk.path, walk.cause, walk.accepted_ms) == (("end:-",), number, None)


def test_a_caller_may_give_up_anywhere() -> None:
    walk = call(OFFICE, "1", hang_up_after=1.5)
    assert walk.path == ("who_calls:otherwise", "welcome:-")
    assert walk.ended_ms == 1500
    assert walk.steps[1].heard[0].ms == 1500


def test_a_plan_that_never_ends_is_cut() -> None:
    walk = call(board({"loop": {"type": "announcement", "prompt": "hello", "exits": {"next": "loop"}}}))
    assert len(walk.steps) == 200
    assert "loops" in walk.ending


def test_a_group_reached_by_nobody_costs_the_caller_nothing() -> None:
    assert call(board({"g": group(members=[])})).accepted_ms is None
    assert call(board({"g": group()}), phones={"ann": Phone(after=7)}).accepted_ms == 7000


def test_the_same_call_is_the_same_walk() -> None:
    assert call(OFFICE, "1", at=MONDAY) == call(OFFICE, "1", at=MONDAY)


def test_keys_are_read_with_or_without_commas() -> None:
    assert parse_keys("1,_, 20#") == parse_keys("1 pause 20#") == ("1", "_", "2", "0", "#")
    with pytest.raises(ValueError, match="`x` is not a key"):
        parse_keys("1x")


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("a=busy", Phone("busy", 0)),
        ("a=reject", Phone("busy", 0)),
        ("a=failed:3", Phone("failed", 3)),
        ("a=no_answer", Phone("no_answer")),
        ("a=answer", Phone()),
        ("a=answer:2.5:60:caller", Phone("answered", 2.5, 60, "caller")),
    ],
)
def test_phones_are_read(text: str, phone: Phone) -> None:
    assert parse_phone(text) == ("a", phone)


@pytest.mark.parametrize(
    "text", ["a", "=busy", "a=", "a=gone", "a=answer:x", "a=answer:-1", "a=answer:1:2:3:4"]
)
def test_wrong_phones_are_explained(text: str) -> None:
    with pytest.raises(ValueError, match="is not WHO=BEHAVIOUR"):
        parse_phone(text)
