"""Media nodes that are broken, silent or gone."""

from typing import Any


def test_another_node_takes_the_calls_of_a_broken_or_silent_one(seen: dict[str, Any]) -> None:
    assert seen["broken_node"] == {"tenant": ["acme"], "status": 486}
    assert seen["rung_node"] == {"statuses": [183, 500], "second": None}
    assert seen["silent_node"]["status"] == 486
    assert seen["silent_node"]["waited"] < 3
    # It is out when it leaves OPTIONS unanswered.
    assert seen["silent_node"]["out"] < 10
    assert seen["silent_node"]["next_call"] == "127.0.0.12"


def test_calls_that_nobody_answers_are_given_up_and_take_no_node_out(seen: dict[str, Any]) -> None:
    assert seen["unanswered_calls"] == {"node": True, "status": 486, "ends": [408] * 25}


def test_a_node_that_is_dead_for_a_minute_gets_calls_for_some_seconds_only(seen: dict[str, Any]) -> None:
    dead = seen["dead_node"]["dead"]
    assert seen["dead_node"]["before"]["node"] == "127.0.0.41"
    assert len(dead) > 50
    assert dead[-1]["at"] > 60
    assert {call["status"] for call in dead} == {486}
    # Two OPTIONS, 2 s apart and given up after 2 s: until then calls wait 2 s for the node, and never again.
    late = [call for call in dead if call["at"] > 7]
    assert max(call["waited"] for call in late) < 1
    assert {call["node"] for call in late} == {"127.0.0.42"}


def test_a_node_that_answers_now_and_then_stays_out(seen: dict[str, Any]) -> None:
    flapping = seen["dead_node"]["flapping"]
    assert len(flapping) > 10
    assert {call["node"] for call in flapping} == {"127.0.0.42"}
    assert max(call["waited"] for call in flapping) < 1


def test_a_node_that_answers_again_and_again_is_back(seen: dict[str, Any]) -> None:
    assert 3 < seen["dead_node"]["back_after"] < 12
