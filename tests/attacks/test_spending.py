"""Limits on spending hold when many calls come at the same moment."""

import time

import pytest

from tests.standalone import Lab
from tests.tools.peers import Dialog, Peer
from wcoctl.lab.play.sip_message import SipMessage

pytestmark = pytest.mark.lab

ADAM, CONCURRENT = "+48603330001", 2
SDP = "v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"


def dial(trunk: Peer, numbers: range) -> None:
    """Have Adam dial all these numbers at once."""
    asserted = (f"P-Asserted-Identity: <sip:{ADAM}@carrier>",)
    for number in numbers:
        call = Dialog(f"sip:*6665015009{number:02}@{trunk.edge[0]}", trunk, ADAM, asserted)
        trunk.send(call.request("INVITE", body=SDP.format(trunk.address)))


def calls_out(carrier: Peer, seconds: float) -> dict[str, SipMessage]:
    """Return the calls that come to the operator's network for so long."""
    came: dict[str, SipMessage] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        message = carrier.next(0.2)
        if message and message.first_line.startswith("INVITE"):
            came.setdefault(message.headers("Call-ID")[0], message)
    return came


def test_a_burst_of_one_user_s_calls_lets_no_more_out_than_the_user_may_have(
    lab: Lab, trunk: Peer, carrier: Peer
) -> None:
    lab.inside.forget(["attacked"])
    dial(trunk, range(1))
    came = calls_out(carrier, 3)
    assert len(came) == 1
    dial(trunk, range(1, 12))
    came |= calls_out(carrier, 5)
    for invite in came.values():
        carrier.reply(invite, 486, "Busy Here")
    lab.inside.forget(["attacked"])
    assert len(came) <= CONCURRENT
