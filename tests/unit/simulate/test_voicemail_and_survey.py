"""Voicemail and survey, walked."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call
from wcoctl.compile.callplan import CallPlan
from wcoctl.simulate import SimulatedPhone, Walk


def voicemail(**more: Any) -> CallPlan:
    box = {
        "type": "voicemail",
        "user": "ann",
        "email": ["ann@acme.example"],
        "greeting": "hello",
        "max_seconds": 20,
        "exits": {"recorded": "bye", "nothing_said": "bye"},
    }
    return board({"box": box | more})


def why(walk: Walk, step: int = 0) -> str:
    return "\n".join(walk.steps[step].why)


def test_a_message_ends_with_the_silence_after_it() -> None:
    walk = call(voicemail(), speaks=6.0)
    assert walk.path == ("box:recorded", "bye:-")
    assert [heard.prompt for heard in walk.steps[0].heard][1:] == ["beep"]
    assert walk.steps[0].at_ms == 3000 + 400 + 6000 + 10_000
    assert call(voicemail(pause_seconds=4), speaks=6.0).steps[0].at_ms == 3000 + 400 + 6000 + 4000
    assert why(walk) == "the caller speaks for 6 s: the message goes to ann@acme.example"


def test_the_hash_key_ends_a_message_at_once() -> None:
    walk = call(voicemail(), keys="#", speaks=6.0)
    assert walk.steps[0].at_ms == 3000 + 400 + 6000
    assert walk.steps[0].keys_at == ((9400, "#"),)


def test_a_message_is_no_longer_than_it_may_be() -> None:
    assert call(voicemail(), speaks=60.0).steps[0].at_ms == 3000 + 400 + 20_000


def test_who_speaks_for_less_than_two_seconds_has_said_nothing() -> None:
    assert call(voicemail(), speaks=1.9).path == ("box:nothing_said", "bye:-")


def test_a_voicemail_whose_quota_is_used_up_takes_nothing_and_says_so() -> None:
    exits = {"recorded": "hangup", "nothing_said": "hangup", "full": "bye"}
    walk = call(voicemail(exits=exits), full=["box"])
    assert walk.path == ("box:full", "bye:-")
    assert [heard.prompt for heard in walk.steps[0].heard] == ["wco-voicemail-full"]


@pytest.mark.parametrize(("seconds", "kept"), [(4.0, False), (8.0, True)])
def test_a_caller_who_hangs_up_leaves_what_was_said(seconds: float, kept: bool) -> None:
    walk = call(voicemail(), hang_up_after=seconds)
    assert walk.path == ("box:-",)
    assert ("the message goes to" in why(walk)) is kept


def survey(**more: Any) -> CallPlan:
    questions = [{"name": "polite", "prompt": "hello"}, {"name": "solved", "prompt": "again", "digits": "12"}]
    ring = {"type": "user", "user": "ann", "exits": {"busy": "ask", "no_answer": "ask", "end_of_call": "ask"}}
    ask = {"type": "survey", "questions": questions, "exits": {"end": "bye", "skipped": "bye"}}
    return board({"ring": ring, "ask": ask | more})


def test_every_question_is_asked_and_answered() -> None:
    walk = call(survey(thanks="hello"), keys="52")
    assert walk.path == ("ring:end_of_call", "ask:end", "bye:-")
    assert why(walk, 1) == "the answer to polite is 5\nthe answer to solved is 2"
    assert len(walk.steps[1].heard) == 3


def test_a_wrong_digit_is_asked_about_again_as_often_as_allowed() -> None:
    walk = call(survey(), keys="*5391")
    assert [heard.prompt for heard in walk.steps[1].heard].count("invalid") == 2
    assert why(walk, 1) == "the answer to polite is 5\nsolved is not answered"


def test_who_presses_nothing_hears_every_question_twice() -> None:
    walk = call(survey())
    assert walk.path[1] == "ask:end"
    assert [heard.names for heard in walk.steps[1].heard] == [("hello",)] * 2 + [("again",)] * 2


@pytest.mark.parametrize(
    ("phone", "exit_"),
    [
        (SimulatedPhone(talks=9.0), "skipped"),
        (SimulatedPhone(talks=10.0), "end"),
        (SimulatedPhone("busy"), "skipped"),
    ],
)
def test_only_who_has_talked_long_enough_is_asked(phone: SimulatedPhone, exit_: str) -> None:
    walk = call(survey(min_talk_seconds=10), phones={"ann": phone})
    assert walk.path[1] == f"ask:{exit_}"


@pytest.mark.parametrize(
    ("settings", "exact"), [({}, True), ({"one_in": 2}, False), ({"not_again_days": 1}, False)]
)
def test_a_walk_that_hangs_on_earlier_calls_says_so(settings: dict[str, int], exact: bool) -> None:
    assert call(survey(**settings), caller="+48600100200").exact is exact


def test_a_survey_makes_no_walk_sure_that_hung_on_earlier_calls_before() -> None:
    questions = [{"name": "polite", "prompt": "hello"}]
    surveys = {
        name: {
            "type": "survey",
            "questions": questions,
            "one_in": one_in,
            "exits": {"end": to, "skipped": to},
        }
        for name, one_in, to in (("some", 2, "all"), ("all", 1, "bye"))
    }
    ring = {
        "type": "user",
        "user": "ann",
        "exits": {"busy": "bye", "no_answer": "bye", "end_of_call": "some"},
    }
    walk = call(board({"ring": ring, **surveys}))
    assert walk.path == ("ring:end_of_call", "some:end", "all:end", "bye:-")
    assert not walk.exact
