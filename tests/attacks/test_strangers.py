"""Who is no peer gets no answer from an edge, not even a refusal: a scan finds nothing."""

import pytest

from tests.tools.peers import Dialog, Peer

pytestmark = pytest.mark.lab


def test_a_stranger_hears_nothing_where_a_peer_gets_an_answer(trunk: Peer, stranger: Peer) -> None:
    for peer, status in ((trunk, 200), (stranger, None)):
        call = Dialog(f"sip:+48223003000@{peer.edge[0]}", peer)
        peer.send(call.request("OPTIONS"))
        answer = peer.next(1)
        assert (answer.status if answer else None) == status
    for method in ("INVITE", "REGISTER"):
        stranger.send(Dialog(f"sip:+48223003000@{stranger.edge[0]}", stranger).request(method))
    assert stranger.next(1) is None
