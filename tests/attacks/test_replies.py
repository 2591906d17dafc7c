"""Replies: to nothing that was sent they go nowhere, and nobody answers in another one's place."""

import asyncio
import threading

import pytest

from tests.attacks.legitimate import QUIET, place
from tests.caller import Caller
from tests.standalone import Lab
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab


def test_a_reply_to_nothing_is_not_sent_on(lab: Lab, trunk: Peer, stranger: Peer) -> None:
    trunk.send(
        f"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP {lab.edge};branch=z9hG4bKdead.{0:032x}.0\r\n"
        f"Via: SIP/2.0/UDP {stranger.address}:{stranger.port};branch=z9hG4bK-stray\r\nFrom: <sip:a@x>;tag=a\r\n"
        "To: <sip:b@x>;tag=b\r\nCall-ID: stray\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
    )
    assert stranger.next(1) is None


def test_the_other_trunk_does_not_answer_for_the_phone(lab: Lab, trunk: Peer, carrier: Peer) -> None:
    calls: list[Caller] = []
    caller = threading.Thread(target=lambda: calls.extend(asyncio.run(place(lab, [QUIET], 0))))
    try:
        caller.start()
        invite = carrier.next(10)
        assert invite
        for status in (200, 486, 603):
            trunk.reply(invite, status, "Forged")
        # A reply that counts is acknowledged at once, and ends the repetitions of the INVITE.
        repeated = carrier.next(2)
        assert repeated
        assert repeated.first_line == invite.first_line
        carrier.reply(invite, 486, "Busy Here")
        assert any(message.first_line.startswith("ACK") for message in iter(carrier.next, None))
    finally:
        caller.join()
    assert [call.status for call in calls] == [200]
