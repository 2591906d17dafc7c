"""Requests within calls, and what the two sides of a call require and offer."""

from typing import Any

from kamailio.tests.messages import headers


def test_who_has_no_call_of_ours_cannot_speak_within_one(seen: dict[str, Any]) -> None:
    answers = seen["unknown_dialogs"]
    assert (answers.pop("node"), answers.pop("own")) == (None, 200)
    assert answers.pop("empty signature") == 400  # breaks the grammar
    assert set(answers.values()) == {481}, answers


def test_one_call_cannot_flood_its_node(seen: dict[str, Any]) -> None:
    assert 0 < seen["dialogs"]["reached"] <= 40
    assert seen["dialogs"]["ended"] == 200


def test_methods_that_calls_do_not_need_are_refused_at_once(seen: dict[str, Any]) -> None:
    told = seen["methods_in_a_dialog"]
    assert told == {
        "OPTIONS": 200,
        **dict.fromkeys(("INFO", "UPDATE", "BYE"), "node 200"),
        **dict.fromkeys(("MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH"), "edge 405"),
        "BYE of no dialog": 481,
    }


def test_a_trunk_that_names_no_address_of_its_own_gets_what_is_its_in_a_dialog(seen: dict[str, Any]) -> None:
    """The ACK for its answer, and the BYE."""
    for end, first in seen["foreign_contacts"].items():
        side, contact = end.split(" ")
        method = "ACK" if side == "called" else "BYE"
        target = "sip:127.0.0." if contact == "None" else contact
        assert first.startswith(f"{method} {target}"), end


def test_an_answer_is_sent_on_again_until_its_ack_comes(seen: dict[str, Any]) -> None:
    assert seen["late_ack"] == {"called": "SIP/2.0 200 OK", "calling": "SIP/2.0 200 OK"}


def test_what_nobody_has_cannot_be_required_by_a_new_call_nor_within_one(seen: dict[str, Any]) -> None:
    new, within = seen["required"], seen["required_in_a_dialog"]
    assert new["unknown"] == [420, "nobody-has, Nor-That"]
    assert new["reliable"] == [420, "100rel"]
    assert new["many"] == [420, "late"]
    assert new["node"] is None
    assert headers(new["timer"], "Require") == ["timer"]
    assert headers(new["from cheap"], "Require") == ["100REL"]
    assert (within.pop("node"), within.pop("packed"), within.pop("BYE")) == (None, 415, 200)
    assert list(within.values()) == [[420, "nobody-has"]] * 4


def test_reliable_answers_are_offered_only_to_and_by_trunks_that_have_them(seen: dict[str, Any]) -> None:
    assert seen["offered"] == {
        "trunk": [["timer, replaces"]] * 3,
        "cheap": [["timer, 100rel, replaces"]] * 3,
        "called": [["timer, replaces"]],
    }
