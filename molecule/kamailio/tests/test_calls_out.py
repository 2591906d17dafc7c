"""Calls of media nodes: whose number they show, which trunk takes them and how."""

from typing import Any

from kamailio.tests.messages import headers


def test_a_call_out_keeps_its_identity_and_loses_our_headers(seen: dict[str, Any]) -> None:
    invite = seen["outgoing_call"]["invite"]
    assert invite.startswith("INVITE sip:+48600100200@127.0.0.21:5060 ")
    assert headers(invite, "P-Asserted-Identity") == ["<sip:+48221002000@127.0.0.1>"]
    assert "x-wco" not in invite.lower()
    assert seen["outgoing_call"]["rest"] == ["ACK", "BYE", 200]


def test_no_call_goes_out_with_a_number_that_is_not_the_tenants(seen: dict[str, Any]) -> None:
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


def test_a_call_out_goes_to_a_number_by_the_first_trunk_that_takes_it(seen: dict[str, Any]) -> None:
    assert seen["next_trunk"] == {"status": 486}
    assert seen["not_a_number_out"] == [404] * 4


def test_only_a_call_to_the_test_number_comes_back_from_a_node(seen: dict[str, Any]) -> None:
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


def test_calls_out_try_priorities_and_share_by_weights(seen: dict[str, Any]) -> None:
    assert seen["next_priority"] == [486]
    assert seen["weights"]["cheap"] + seen["weights"]["dear"] == 40
    assert 20 <= seen["weights"]["cheap"] <= 38


def test_each_trunk_gets_numbers_as_it_wants_them_and_the_node_its_own(seen: dict[str, Any]) -> None:
    written = {
        "cheap": {"+48600100200": "600100200", "+4930123456": "004930123456", "shown": "221002000"},
        "dear": {"+48600100200": "0048600100200", "+4930123456": "030123456", "shown": "0048221002000"},
    }
    supported = {"cheap": ["timer, 100rel"], "dear": ["timer"]}
    for name, call in seen["written_numbers"].items():
        assert call["first"].split("@")[0].removeprefix("INVITE sip:") in written[name].values(), name
        for shown in call["shown"]:
            assert f"<sip:{written[name]['shown']}@" in shown, name
        assert call["same"], name
        assert call["supported"] == supported[name]
        answered, ended = (party.split("<sip:")[1].split("@")[0] for party in call["node"])
        assert (answered, ended) == ("+48221002000", written[name]["shown"]), name
        assert call["ended"] == 200, name


def test_a_network_goes_on_counting_where_it_was(seen: dict[str, Any]) -> None:
    out = seen["hops_out"]
    counted, none = out["counted"]["invite"], out["none"]["invite"]
    assert headers(counted, "Max-Forwards") == ["4"]
    assert headers(counted, "Diversion") == ["<sip:+48221002000@127.0.0.1>;reason=unconditional;counter=3"]
    assert headers(none, "Max-Forwards") == ["69"]
    assert headers(none, "Diversion") == ["<sip:+48221002000@127.0.0.1>;reason=unconditional;counter=1"]
    assert out["used up"] == {"invite": None, "status": 483}
    assert seen["loop_refused"] == 482


def test_what_a_called_side_says_changes_nothing_but_its_own_leg(seen: dict[str, Any]) -> None:
    provisional, final = seen["called_sides"]["replies"]
    assert provisional.startswith("SIP/2.0 181 ")
    assert final.startswith("SIP/2.0 480 ")
    for name in ("Diversion", "History-Info", "Reason"):
        assert not headers(provisional, name) + headers(final, name), name
    elsewhere = 'SIP;cause=200;text="Call completed elsewhere"'
    assert seen["completed_elsewhere"] == {"node": [elsewhere], "trunk": []}
