"""Requests within a call: each is answered at once, so that networks which audit calls do not cut them."""

import pytest

from tests.attacks.torture import sdp
from tests.tools.peers import Call, Message, Peer

pytestmark = pytest.mark.lab

MENU = "+48223003002"
"""A number that answers."""
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
