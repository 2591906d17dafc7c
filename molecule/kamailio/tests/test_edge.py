"""The edge on the wire: what the fake peers in the container (sip/) saw is judged here."""

import json
from typing import Any

import pytest


@pytest.fixture(scope="module")
def seen(host: Any) -> Any:
    played = host.run("python3 /opt/sip/play.py")
    assert played.rc == 0, played.stderr
    return json.loads(played.stdout)


def headers(message: str, name: str) -> list[str]:
    lines = [line.split(": ", 1) for line in message.split("\r\n") if ": " in line]
    return [value for key, value in lines if key.lower() == name.lower()]


def test_an_edge_without_call_plan_refuses_and_recovers_when_it_comes(seen: Any) -> None:
    assert seen["no_plan"]["status"] == 503
    assert seen["late_number_before"]["status"] == 404
    assert seen["late_number_after"]["node"] == "127.0.0.1"


def test_an_unknown_number_is_refused_and_keeps_no_transaction(seen: Any) -> None:
    assert seen["unknown_number"] == {"status": 404, "node": None, "invite": None, "transactions": 0}


def test_every_way_to_write_a_number_reaches_its_tenant(seen: Any) -> None:
    for number, call in seen["number_forms"].items():
        assert call["invite"].startswith("INVITE sip:+48221002000@127.0.0.1:5080 "), number
        assert headers(call["invite"], "X-WCO-Tenant") == ["acme"], number


def test_a_tenant_keeps_its_node(seen: Any) -> None:
    assert seen["stable_node"] == ["127.0.0.1", "127.0.0.12"] * 3


def test_the_caller_is_told_once_and_in_e164(seen: Any) -> None:
    told = {name: headers(invite, "P-Asserted-Identity") for name, invite in seen["callers"].items()}
    assert told == {
        "national": ["<sip:+48600100200@127.0.0.1>"],
        "anonymous": [],
        "asserted": ["<sip:+48221110000@127.0.0.1>"],
        "injected": [],
    }
    assert headers(seen["callers"]["asserted"], "Privacy") == ["id"]


def test_our_headers_do_not_come_in_from_outside(seen: Any) -> None:
    assert "evil" not in seen["spoofed_header"]
    assert headers(seen["spoofed_header"], "X-WCO-Tenant") == ["acme"]


def test_strangers_get_no_answer_and_reach_nobody(seen: Any) -> None:
    assert seen["strangers"] == {"answers": [None, None], "third": None, "node": None}


def test_tcp_is_for_peers_too_and_not_for_strangers(seen: Any) -> None:
    assert seen["over_tcp"] == ["SIP/2.0 200 OK", ""]


def test_only_so_many_unknown_numbers_are_answered_and_calls_go_on(seen: Any) -> None:
    assert 100 <= seen["burst"]["all"] <= 250
    assert seen["burst"]["refused"] == 0
    assert seen["burst"]["first"] == 486


def test_a_trunk_cannot_relay_to_a_trunk_or_to_anybody(seen: Any) -> None:
    assert seen["relay_between_trunks"] == {"statuses": [404, 403, 403], "reached": [None, None, None]}


def test_a_call_in_is_answered_and_ended(seen: Any) -> None:
    assert [line.split()[0] for line in seen["whole_call"]["node"]] == ["INVITE", "ACK", "BYE"]
    assert seen["whole_call"]["trunk"] == ["SIP/2.0 200 OK", "SIP/2.0 200 OK"]
    assert seen["cancelled_call"] == {"node": ["CANCEL", "ACK"], "trunk": [180, 200, 487]}


def test_a_call_out_keeps_its_identity_and_loses_our_headers(seen: Any) -> None:
    invite = seen["outgoing_call"]["invite"]
    assert invite.startswith("INVITE sip:+48600100200@127.0.0.21:5060 ")
    assert headers(invite, "P-Asserted-Identity") == ["<sip:+48221002000@127.0.0.1>"]
    assert "x-wco" not in invite.lower()
    assert seen["outgoing_call"]["rest"] == ["ACK", "BYE", 200]


def test_what_users_dial_goes_to_the_node_of_the_tenant_that_gives_the_right(seen: Any) -> None:
    asked = {
        name: (
            call["invite"].split("@")[0].removeprefix("INVITE sip:"),
            *headers(call["invite"], "X-WCO-Tenant"),
            *headers(call["invite"], "P-Asserted-Identity"),
        )
        for name, call in seen["dialled"].items()
        if call["invite"]
    }
    adam, foreign = "<sip:+48600200001@127.0.0.1>", "<sip:+48225550000@127.0.0.1>"
    assert asked == {
        "ad hoc": ("ad_hoc-+48601500500", "acme", adam),
        "ad hoc abroad": ("ad_hoc-+49301234567", "acme", adam),
        "just dialled": ("dialled-+48601500500", "acme", adam),
        "emergency": ("ad_hoc-112", "acme", "<sip:+48600200002@127.0.0.1>"),
        "without the right": ("ad_hoc-+48601500500", "acme", "<sip:+48600200002@127.0.0.1>"),
        "of two tenants": ("ad_hoc-+48601500500", "beta", "<sip:+48600200003@127.0.0.1>"),
        "of two tenants, just dialled": ("dialled-+48601500500", "beta", "<sip:+48600200003@127.0.0.1>"),
        "a stranger": ("ad_hoc-+48601500500", foreign),
        "nobody": ("ad_hoc-+48601500500",),
        "withheld": ("ad_hoc-+48601500500", "acme", adam),
        "network knows better": ("ad_hoc-+48601500500", foreign),
        "main number": ("+48221002001", "beta", adam),
        "diverted": ("ad_hoc-+48601500500", "acme", adam),
    }
    refused = {name: call["status"] for name, call in seen["dialled"].items() if not call["invite"]}
    assert len(refused) == 9
    assert set(refused.values()) <= {400, 404}, refused
    assert headers(seen["dialled"]["withheld"]["invite"], "Privacy") == ["id"]
    assert not headers(seen["dialled"]["diverted"]["invite"], "Diversion")


def test_a_direct_call_goes_to_the_users_tenant_and_does_not_go_round(seen: Any) -> None:
    for name in ("call", "forwarded to it"):
        assert seen["direct"][name]["invite"].startswith("INVITE sip:+48600200002@127.0.0.1:5080 "), name
        assert headers(seen["direct"][name]["invite"], "X-WCO-Tenant") == ["acme"], name
    assert seen["direct"]["come back"] == {"status": 482, "node": None, "invite": None}


def test_no_call_goes_out_with_a_number_that_is_not_the_tenants(seen: Any) -> None:
    passed = {name for name, call in seen["owned"].items() if call["invite"]}
    assert passed == {
        "main number",
        "withheld main number",
        "forwarded",
        "forwarded and withheld",
        "own number of a user with the right",
        "emergency",
    }
    assert {call["status"] for name, call in seen["owned"].items() if name in passed} == {486}
    assert {call["status"] for name, call in seen["owned"].items() if name not in passed} == {403}
    assert len(seen["owned"]) == 19
    assert not [name for name in passed if "x-wco" in seen["owned"][name]["invite"].lower()]


def test_a_call_out_goes_to_a_number_by_the_first_trunk_that_takes_it(seen: Any) -> None:
    assert seen["next_trunk"] == {"status": 486}
    assert seen["not_a_number_out"] == [404] * 4


def test_only_a_call_to_the_test_number_comes_back_from_a_node(seen: Any) -> None:
    invite = seen["test_call"]["invite"]
    assert invite.startswith("INVITE sip:+48221009000@127.0.0.12:5080 ")
    assert headers(invite, "X-WCO-Tenant") == ["_site"]
    assert seen["test_call"]["status"] == 486
    assert seen["test_call"]["trunk"] is None
    assert seen["tenant_number_from_node"] == {
        "invite": "INVITE sip:+48221002001@127.0.0.21:5060 SIP/2.0",
        "status": 486,
        "node": None,
    }


def test_calls_out_try_priorities_and_share_by_weights(seen: Any) -> None:
    assert seen["next_priority"] == [486]
    assert seen["weights"]["cheap"] + seen["weights"]["dear"] == 40
    assert 20 <= seen["weights"]["cheap"] <= 38


def test_each_trunk_gets_numbers_as_it_wants_them_and_the_node_its_own(seen: Any) -> None:
    written = {
        "cheap": {"+48600100200": "600100200", "+4930123456": "004930123456", "shown": "221002000"},
        "dear": {"+48600100200": "0048600100200", "+4930123456": "004930123456", "shown": "0048221002000"},
    }
    for name, call in seen["written_numbers"].items():
        assert call["first"].split("@")[0].removeprefix("INVITE sip:") in written[name].values(), name
        for shown in call["shown"]:
            assert f"<sip:{written[name]['shown']}@" in shown, name
        assert call["same"], name
        assert [party.split("@")[0] for party in call["node"]] == ['"Caller" <sip:+48221002000'] * 2, name
        assert call["ended"] == 200, name


def test_replies_count_only_from_where_the_request_went(seen: Any) -> None:
    assert seen["stray_replies"] == [None, None]
    assert seen["forged_replies"] == {"heard": None, "status": 486, "noticed": True}


def test_who_has_no_call_of_ours_cannot_speak_within_one(seen: Any) -> None:
    answers = seen["unknown_dialogs"]
    assert (answers.pop("node"), answers.pop("own")) == (None, 200)
    assert answers.pop("empty signature") == 400  # breaks the grammar
    assert set(answers.values()) == {481}, answers


def test_one_call_cannot_flood_its_node(seen: Any) -> None:
    assert 0 < seen["dialogs"]["reached"] <= 40
    assert seen["dialogs"]["ended"] == 200


def test_limits_take_what_is_too_much_and_nothing_else(seen: Any) -> None:
    limits = seen["limits"]
    assert [limits[name].pop("others") for name in limits] == [[True, True]] * 3
    assert 40 <= limits["number"]["480"] <= 70
    assert 80 <= limits["caller"]["480"] <= 90
    assert limits["trunk"]["480"] >= 80
    assert limits["trunk"]["503"] > 0
    assert "503" not in {*limits["number"], *limits["caller"]}


def test_a_flood_of_one_trunk_costs_no_other_trunk_a_call(seen: Any) -> None:
    for kind, flood in seen["floods"].items():
        assert flood["sent"] == 5000, kind
        assert flood["passed"] == 10, kind
        assert flood["memory"] < 8_000_000, kind
        assert flood["transactions"] <= (150 if kind == "one number" else 0), kind
        assert sum(flood["answers"].values()) <= 500, kind


def test_a_flood_writes_little_and_only_our_own_words(seen: Any) -> None:
    assert len(seen["journal"]) < 300
    assert not [line for line in seen["journal"] if not line.isprintable() or len(line) > 300]


def test_idle_connections_of_one_address_leave_room_and_end_soon(seen: Any) -> None:
    assert seen["idle_connections"] == {
        "other": "SIP/2.0 200 OK",
        "closed": 70,
        "afterwards": "SIP/2.0 200 OK",
    }


def test_hostile_users_are_refused_and_nothing_breaks(seen: Any) -> None:
    for user, call in seen["hostile_users"]["seen"].items():
        assert call["status"] in (400, 404), user
        assert call["invite"] is None, user
    assert seen["hostile_users"]["lives"] is True
    assert seen["hostile_users"]["after"] == 486


def test_broken_messages_reach_nobody(seen: Any) -> None:
    assert seen["malformed"]["smuggled"] == {"status": 400, "node": None, "invite": None}
    assert seen["malformed"]["by tcp"] == "SIP/2.0 400 Control Character"
    assert seen["malformed"]["broken reply"] is None
    assert seen["malformed"]["odd reason"] == "SIP/2.0 486 "
    invite = seen["malformed"]["useless"]["invite"]
    assert (headers(invite, "Date"), headers(invite, "Subject")) == ([], ["two lines"])


def test_methods_that_calls_do_not_need_are_refused_at_once(seen: Any) -> None:
    told = seen["methods_in_a_dialog"]
    assert told == {
        "OPTIONS": 200,
        **dict.fromkeys(("INFO", "UPDATE", "BYE"), "node 200"),
        **dict.fromkeys(("MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH"), "edge 405"),
        "BYE of no dialog": 481,
    }


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
