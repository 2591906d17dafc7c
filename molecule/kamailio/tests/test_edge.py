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


def callers(invites: dict[str, str]) -> dict[str, str]:
    """Tell who calls, as the node is told: once, before anything else, and by nothing else."""
    for name, invite in invites.items():
        assert invite.split("\r\n")[1].startswith("X-WCO-Caller: "), name
        for header in ("P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID"):
            assert headers(invite, header) == [], name
    told = {name: headers(invite, "X-WCO-Caller") for name, invite in invites.items()}
    assert {len(lines) for lines in told.values()} == {1}, told
    return {name: lines[0] for name, lines in told.items()}


def test_the_caller_is_whom_the_trunk_asserts_or_nobody(seen: Any) -> None:
    known, nobody = map(callers, seen["asserted"])
    assert known == dict.fromkeys(known, "+48600100200;source=pai")
    assert nobody == dict.fromkeys(nobody, "none;source=pai")


def test_a_number_that_from_shows_is_told_as_such(seen: Any) -> None:
    number, nobody = map(callers, seen["shown"])
    assert number == dict.fromkeys(number, "+48600100200;source=from")
    assert nobody == dict.fromkeys(nobody, "none;source=none")


def test_a_trunk_is_believed_as_far_as_its_settings_say(seen: Any) -> None:
    told = {
        name: list(callers({str(n): invite for n, invite in enumerate(invites)}).values())
        for name, invites in seen["believed"].items()
    }
    shown = "+48600200001;source=from"
    assert told == {
        "screened": ["+48225550000;source=pai", "none;source=pai", "+48600200001;source=pai"],
        "unscreened": [shown, shown, shown],
    }


def test_who_asks_for_privacy_in_any_way_asks_for_one(seen: Any) -> None:
    private, not_private = seen["private"]
    assert {name for name, invite in private.items() if headers(invite, "Privacy") != ["id"]} == set()
    assert {name for name, invite in not_private.items() if headers(invite, "Privacy")} == set()


def test_a_trunk_is_told_nothing_of_who_answers(seen: Any) -> None:
    assert [text.split()[1] for text in seen["answered"]] == ["180", "486"]
    assert [headers(text, "P-Asserted-Identity") for text in seen["answered"]] == [[], []]


def test_audio_that_could_not_flow_rings_nobody(seen: Any) -> None:
    assert {what: offer["status"] for what, offer in seen["offers"].items()} == {
        "own": 486,
        "nameless": 486,
        "held": 486,
        "foreign": 488,
        "named": 488,
        "v6": 488,
    }
    nameless = seen["offers"]["nameless"]["invite"]
    assert "\r\ns=-\r\n" in nameless
    body = nameless.partition("\r\n\r\n")[2]
    assert headers(nameless, "Content-Length") == [str(len(body))]


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
    dialled = {name: call["invite"] for name, call in seen["dialled"].items() if call["invite"]}
    told = callers(dialled)
    asked = {
        name: (
            invite.split("@")[0].removeprefix("INVITE sip:"),
            *headers(invite, "X-WCO-Tenant"),
            told[name].removesuffix(";source=pai"),
        )
        for name, invite in dialled.items()
    }
    adam, beata, zofia, foreign = "+48600200001", "+48600200002", "+48600200003", "+48225550000"
    ad_hoc, just_dialled = "ad_hoc-+48601500500", "dialled-+48601500500"
    assert asked == {
        "ad hoc": (ad_hoc, "acme", adam),
        "ad hoc, escaped": (ad_hoc, "acme", adam),
        "ad hoc, with separators": (ad_hoc, "acme", adam),
        "ad hoc by tel": (ad_hoc, "acme", adam),
        "ad hoc abroad": ("ad_hoc-+49301234567", "acme", adam),
        "just dialled": (just_dialled, "acme", adam),
        "emergency": ("ad_hoc-112", "acme", beata),
        "emergency without prefix": ("dialled-112", "acme", beata),
        "emergency anywhere": ("dialled-112", "acme", beata),
        "without the right": (ad_hoc, "acme", beata),
        "of two tenants": (ad_hoc, "beta", zofia),
        "of two tenants, just dialled": (just_dialled, "beta", zofia),
        "a stranger": (ad_hoc, foreign),
        "nobody": (ad_hoc, "none"),
        "withheld": (ad_hoc, "acme", adam),
        "network knows better": (ad_hoc, foreign),
        "network knows nobody": (ad_hoc, "none"),
        "network says nothing": (ad_hoc, f"{adam};source=from"),
        "a stranger's emergency": ("ad_hoc-112", foreign),
        "main number": ("+48221002001", "beta", adam),
        "diverted": (ad_hoc, "acme", adam),
    }
    refused = {name: call["status"] for name, call in seen["dialled"].items() if not call["invite"]}
    assert len(refused) == 14
    assert set(refused.values()) <= {400, 404, 416}, refused
    assert headers(dialled["withheld"], "Privacy") == ["id"]
    assert not headers(dialled["diverted"], "Diversion")


def test_a_direct_call_goes_to_the_users_tenant_and_does_not_go_round(seen: Any) -> None:
    for name in ("call", "forwarded to it"):
        assert seen["direct"][name]["invite"].startswith("INVITE sip:+48600200002@127.0.0.1:5080 "), name
        assert headers(seen["direct"][name]["invite"], "X-WCO-Tenant") == ["acme"], name
    assert headers(seen["direct"]["come back"]["invite"], "X-WCO-Hops") == ["69/1/+48221002000/loop"]


def test_a_node_is_told_how_often_a_call_was_passed_on_and_whether_it_comes_round(seen: Any) -> None:
    told = {name: headers(call["invite"], "X-WCO-Hops") for name, call in seen["hops_in"].items()}
    phone = "+48600200009"
    assert told == {
        "nothing": ["69/0//"],
        "diverted": [f"69/3/{phone}/"],
        "round": [f"69/2/{phone}/loop"],
        "by another number of ours": [f"69/2/{phone}/"],
        "history: here": ["69/0//"],
        "history: routed": ["69/0//"],
        "history: diverted": [f"69/1/{phone}/"],
        "history: round": [f"69/2/{phone}/loop"],
        "history: reason": ["69/1/+48221002000/loop"],
        "garbage": ["69/0//"],
    }
    invites = [call["invite"] for call in seen["hops_in"].values()]
    assert not [
        invite for invite in invites if headers(invite, "Diversion") or headers(invite, "History-Info")
    ]


def test_a_network_goes_on_counting_where_it_was(seen: Any) -> None:
    out = seen["hops_out"]
    counted, none = out["counted"]["invite"], out["none"]["invite"]
    assert headers(counted, "Max-Forwards") == ["4"]
    assert headers(counted, "Diversion") == ["<sip:+48221002000@127.0.0.1>;reason=unconditional;counter=3"]
    assert headers(none, "Max-Forwards") == ["69"]
    assert headers(none, "Diversion") == ["<sip:+48221002000@127.0.0.1>;reason=unconditional;counter=1"]
    assert out["used up"] == {"invite": None, "status": 483}
    assert seen["loop_refused"] == 482


def test_what_a_called_side_says_changes_nothing_but_its_own_leg(seen: Any) -> None:
    provisional, final = seen["called_sides"]["replies"]
    assert provisional.startswith("SIP/2.0 181 ")
    assert final.startswith("SIP/2.0 480 ")
    for name in ("Diversion", "History-Info", "Reason"):
        assert not headers(provisional, name) + headers(final, name), name
    elsewhere = 'SIP;cause=200;text="Call completed elsewhere"'
    assert seen["completed_elsewhere"] == {"node": [elsewhere], "trunk": []}


def test_no_call_goes_out_with_a_number_that_is_not_the_tenants(seen: Any) -> None:
    passed = {name for name, call in seen["owned"].items() if call["invite"]}
    assert passed == {
        "main number",
        "withheld main number",
        "forwarded",
        "forwarded and withheld",
        "forwarded, of nobody",
        "forwarded, only shown",
        "own number of a user with the right",
        "emergency",
    }
    assert {call["status"] for name, call in seen["owned"].items() if name in passed} == {486}
    assert {call["status"] for name, call in seen["owned"].items() if name not in passed} == {403}
    assert len(seen["owned"]) == 21
    asserting = {name for name in passed if headers(seen["owned"][name]["invite"], "P-Asserted-Identity")}
    assert asserting == {"withheld main number"}
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


def test_a_trunk_that_names_no_address_of_its_own_gets_what_is_its_in_a_dialog(seen: Any) -> None:
    """The ACK for its answer, and the BYE."""
    for end, first in seen["foreign_contacts"].items():
        side, contact = end.split(" ")
        method = "ACK" if side == "called" else "BYE"
        target = "sip:127.0.0." if contact == "None" else contact
        assert first.startswith(f"{method} {target}"), end


def test_a_call_that_comes_by_two_ways_is_one_call_and_may_come_again_when_it_has_failed(seen: Any) -> None:
    assert seen["two_ways"] == {"other": 482, "first": 486, "again": "INVITE"}


def test_an_answer_is_sent_on_again_until_its_ack_comes(seen: Any) -> None:
    assert seen["late_ack"] == {"called": "SIP/2.0 200 OK", "calling": "SIP/2.0 200 OK"}
