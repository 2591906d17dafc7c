"""Strangers, forgers, floods and broken messages."""

from typing import Any

from kamailio.tests.messages import headers


def test_strangers_get_no_answer_and_reach_nobody(seen: dict[str, Any]) -> None:
    assert seen["strangers"] == {"answers": [None, None], "third": None, "node": None}


def test_tcp_is_for_peers_too_and_not_for_strangers(seen: dict[str, Any]) -> None:
    assert seen["over_tcp"] == ["SIP/2.0 200 OK", ""]


def test_only_so_many_unknown_numbers_are_answered_and_calls_go_on(seen: dict[str, Any]) -> None:
    assert 100 <= seen["burst"]["all"] <= 250
    assert seen["burst"]["refused"] == 0
    assert seen["burst"]["first"] == 486


def test_a_trunk_cannot_relay_to_a_trunk_or_to_anybody(seen: dict[str, Any]) -> None:
    assert seen["relay_between_trunks"] == {"statuses": [404, 403, 403], "reached": [None, None, None]}


def test_replies_count_only_from_where_the_request_went(seen: dict[str, Any]) -> None:
    assert seen["stray_replies"] == [None, None]
    assert seen["forged_replies"] == {"heard": None, "status": 486, "noticed": True}


def test_limits_take_what_is_too_much_and_nothing_else(seen: dict[str, Any]) -> None:
    limits = seen["limits"]
    assert [limits[name].pop("others") for name in limits] == [[True, True]] * 3
    assert 40 <= limits["number"]["480"] <= 70
    assert 80 <= limits["caller"]["480"] <= 90
    assert limits["trunk"]["480"] >= 80
    assert limits["trunk"]["503"] > 0
    assert "503" not in {*limits["number"], *limits["caller"]}


def test_a_flood_of_one_trunk_costs_no_other_trunk_a_call(seen: dict[str, Any]) -> None:
    for kind, flood in seen["floods"].items():
        assert flood["sent"] == 5000, kind
        assert flood["passed"] == 10, kind
        assert flood["memory"] < 8_000_000, kind
        assert flood["transactions"] <= (150 if kind == "one number" else 0), kind
        assert sum(flood["answers"].values()) <= 500, kind


def test_a_flood_writes_little_and_only_our_own_words(seen: dict[str, Any]) -> None:
    assert len(seen["journal"]) < 300
    assert not [line for line in seen["journal"] if not line.isprintable() or len(line) > 300]


def test_idle_connections_of_one_address_leave_room_and_end_soon(seen: dict[str, Any]) -> None:
    assert seen["idle_connections"] == {
        "other": "SIP/2.0 200 OK",
        "closed": 70,
        "afterwards": "SIP/2.0 200 OK",
    }


def test_hostile_users_are_refused_and_nothing_breaks(seen: dict[str, Any]) -> None:
    for user, call in seen["hostile_users"]["seen"].items():
        assert call["status"] in (400, 404), user
        assert call["invite"] is None, user
    assert seen["hostile_users"]["lives"] is True
    assert seen["hostile_users"]["after"] == 486


def test_broken_messages_reach_nobody(seen: dict[str, Any]) -> None:
    assert seen["malformed"]["smuggled"] == {"status": 400, "node": None, "invite": None}
    assert seen["malformed"]["by tcp"] == "SIP/2.0 400 Control Character"
    assert seen["malformed"]["broken reply"] is None
    assert seen["malformed"]["odd reason"] == "SIP/2.0 486 "
    invite = seen["malformed"]["useless"]["invite"]
    assert (headers(invite, "Date"), headers(invite, "Subject")) == ([], ["two lines"])
