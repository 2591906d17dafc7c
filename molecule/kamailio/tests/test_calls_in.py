"""Calls from trunks: which numbers they are for, and which of them reach a node."""

from typing import Any

from kamailio.tests.messages import callers, headers


def test_an_edge_without_call_plan_refuses_and_recovers_when_it_comes(seen: dict[str, Any]) -> None:
    assert seen["no_plan"]["status"] == 503
    assert seen["late_number_before"]["status"] == 404
    assert seen["late_number_after"]["node"] == "127.0.0.1"


def test_an_unknown_number_is_refused_and_keeps_no_transaction(seen: dict[str, Any]) -> None:
    assert seen["unknown_number"] == {"status": 404, "node": None, "invite": None, "transactions": 0}


def test_every_way_to_write_a_number_reaches_its_tenant(seen: dict[str, Any]) -> None:
    for number, call in seen["number_forms"].items():
        assert call["invite"].startswith("INVITE sip:+48221002000@127.0.0.1:5080 "), number
        assert headers(call["invite"], "X-WCO-Tenant") == ["acme"], number


def test_a_tenant_keeps_its_node(seen: dict[str, Any]) -> None:
    assert seen["stable_node"] == ["127.0.0.1", "127.0.0.12"] * 3


def test_audio_that_could_not_flow_rings_nobody(seen: dict[str, Any]) -> None:
    assert {what: offer["status"] for what, offer in seen["offers"].items()} == {
        "own": 486,
        "nameless": 486,
        "held": 486,
        "of_another_trunk": 488,
        "foreign": 488,
        "named": 488,
        "v6": 488,
    }
    nameless = seen["offers"]["nameless"]["invite"]
    assert "\r\ns=-\r\n" in nameless
    body = nameless.partition("\r\n\r\n")[2]
    assert headers(nameless, "Content-Length") == [str(len(body))]


def test_a_call_in_is_answered_and_ended(seen: dict[str, Any]) -> None:
    assert [line.split()[0] for line in seen["whole_call"]["node"]] == ["INVITE", "ACK", "BYE"]
    assert seen["whole_call"]["trunk"] == ["SIP/2.0 200 OK", "SIP/2.0 200 OK"]
    assert seen["cancelled_call"] == {"node": ["CANCEL", "ACK"], "trunk": [180, 200, 487]}


def test_what_users_dial_goes_to_the_node_of_the_tenant_that_gives_the_right(seen: dict[str, Any]) -> None:
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


def test_a_direct_call_goes_to_the_users_tenant_and_does_not_go_round(seen: dict[str, Any]) -> None:
    for name in ("call", "forwarded to it"):
        assert seen["direct"][name]["invite"].startswith("INVITE sip:+48600200002@127.0.0.1:5080 "), name
        assert headers(seen["direct"][name]["invite"], "X-WCO-Tenant") == ["acme"], name
    assert headers(seen["direct"]["come back"]["invite"], "X-WCO-Hops") == ["69/1/+48221002000/loop"]


def test_a_node_is_told_how_often_a_call_was_passed_on_and_whether_it_comes_round(
    seen: dict[str, Any],
) -> None:
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


def test_a_call_that_comes_by_two_ways_is_one_call_and_may_come_again_when_it_has_failed(
    seen: dict[str, Any],
) -> None:
    assert seen["two_ways"] == {"other": 482, "first": 486, "again": "INVITE"}
