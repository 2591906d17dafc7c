"""Requests within a call: each is answered at once, so that networks which audit calls do not cut them."""

import pytest

from tests.attacks.torture import sdp
from tests.tools.audio import invited
from tests.tools.peers import Call, Message, Peer

pytestmark = pytest.mark.lab

MENU, EWA = "+48223003002", "+48223003003"
"""Numbers that answer, and ring a phone."""
KEY = "Signal=9\r\nDuration=160\r\n"


def final(peer: Peer, timeout: float = 8) -> Message | None:
    """Wait for a final reply."""
    while (message := peer.next(timeout)) and message.status < 200:
        pass
    return message


def test_every_method_within_a_call_is_answered_at_once(trunk: Peer) -> None:
    call = Call(f"sip:{MENU}@{trunk.edge[0]}", trunk)
    trunk.send(call.request("INVITE", body=sdp(trunk.address)))
    answer = final(trunk)
    assert answer
    assert answer.status == 200
    to_tag = answer.headers("To")[0].partition(";tag=")[2]
    routes = tuple(answer.headers("Record-Route"))
    call.uri = answer.headers("Contact")[0].partition("<")[2].partition(">")[0]
    trunk.send(call.request("ACK", to_tag=to_tag, routes=routes))

    def ask(cseq: int, method: str, tag: str = to_tag) -> int:
        trunk.send(call.request(method, cseq, tag, routes))
        reply = final(trunk, 8)
        return reply.status if reply else 0

    audits = ("OPTIONS", "INFO", "UPDATE")
    refused = ("MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "NOVELTY")
    answers = {method: ask(cseq, method) for cseq, method in enumerate((*audits, *refused), 2)}
    assert answers == {**dict.fromkeys(audits, 200), **dict.fromkeys(refused, 405)}
    trunk.send(
        call.request("INFO", 20, to_tag, routes, KEY).replace("application/sdp", "application/dtmf-relay")
    )
    key = final(trunk, 8)
    assert key
    assert key.status == 200
    assert ask(21, "OPTIONS", "of-no-call") == 481
    assert ask(22, "BYE") == 200
    assert ask(23, "OPTIONS") == 481


def test_ringing_is_told_reliably_where_the_trunk_has_that(natted: Peer, carrier: Peer) -> None:
    call = Call(f"sip:{EWA}@{natted.edge[0]}", natted, extra=("Require: 100rel",))
    natted.send(call.request("INVITE", body=sdp(natted.address)))
    rung = invited(carrier, 8)
    assert rung
    assert "100rel" not in "".join(rung.headers("Supported")), "the other trunk has none of it"
    carrier.reply(rung, 180, "Ringing")
    told, repeated = natted.next(5), natted.next(2)
    assert told
    assert repeated
    assert [told.status, told.headers("Require"), repeated.text] == [180, ["100rel"], told.text]
    to_tag = told.headers("To")[0].partition(";tag=")[2]
    routes = tuple(told.headers("Record-Route"))
    call.uri = told.headers("Contact")[0].partition("<")[2].partition(">")[0]
    call.extra = (f"RAck: {told.headers('RSeq')[0]} 1 INVITE",)
    natted.send(call.request("PRACK", 2, to_tag, routes))
    heard = [message for message in iter(lambda: natted.next(1.5), None) if message.method == "PRACK"]
    assert [message.status for message in heard] == [200]
    call.extra = ()
    carrier.reply(rung, 200, "OK", body=sdp(carrier.address))
    answer = final(natted)
    assert answer
    assert [answer.status, answer.method] == [200, "INVITE"]
    natted.send(call.request("ACK", to_tag=to_tag, routes=routes))
    natted.send(call.request("BYE", 3, to_tag, routes))
    ended = final(natted)
    assert ended
    assert [ended.status, ended.method] == [200, "BYE"]
    for message in iter(lambda: carrier.next(2), None):
        if message.first.startswith("BYE"):
            carrier.reply(message, 200, "OK")
            break
