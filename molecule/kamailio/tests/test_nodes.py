"""Media nodes that are broken, silent or gone."""

from typing import Any


def test_another_node_takes_the_calls_of_a_broken_or_silent_one(seen: Any) -> None:
    assert seen["broken_node"] == {"tenant": ["acme"], "status": 486}
    assert seen["rung_node"] == {"statuses": [183, 500], "second": None}
    assert seen["silent_node"]["status"] == 486
    assert seen["silent_node"]["waited"] < 3
    # It is out when it leaves OPTIONS unanswered.
    assert seen["silent_node"]["out"] < 10
    assert seen["silent_node"]["next_call"] == "127.0.0.12"


def test_calls_that_nobody_answers_are_given_up_and_take_no_node_out(seen: Any) -> None:
    assert seen["unanswered_calls"] == {"node": True, "status": 486, "ends": [408] * 25}
