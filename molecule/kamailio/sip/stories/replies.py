"""Replies to what the edge never sent, and forged ones to what it did."""

import time
from typing import Any

from edge import Peers, expect_call, output, refused

from stories.people import ACME
from tests.tools.peers import Dialog
from wcoctl.lab.play.sip_message import SipMessage

NOWHERE = ("127.0.0.99:5060", "255.255.255.255", "127.0.0.21:5060")


def stray_replies(at: Peers) -> list[SipMessage | None]:
    """Send replies that name somebody else in their second Via."""
    for number, target in enumerate(NOWHERE):
        at.second.send(
            f"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKdead.{number:032x}.0\r\n"
            f"Via: SIP/2.0/UDP {target};branch=z9hG4bK-stray\r\nFrom: <sip:a@x>;tag=a\r\nTo: <sip:b@x>;tag=b\r\n"
            f"Call-ID: stray-{number}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
        )
    return [peer.next(0.3) for peer in (at.stranger, at.trunk)]


def forged_replies(at: Peers) -> dict[str, Any]:
    """Have the other trunk answer a call, and the OPTIONS to a node that is silent."""
    call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect_call(at.node1, call)
    assert invite
    for status in (180, 603, 200):
        at.second.reply(invite, status, "Forged")
    heard = at.trunk.next(0.3)
    at.node1.forget()
    at.node1.reply(invite, 486, "Busy Here")
    return {"heard": heard, "status": refused(call), "noticed": _forged_options(at)}


def _forged_options(at: Peers) -> bool:
    """Answer OPTIONS in the place of a trunk that is silent; tell whether the edge notices that."""
    at.cheap.silent = True
    end = time.monotonic() + 12
    while not (out := "FLAGS: IP" in output("kamcmd", "dispatcher.list")) and time.monotonic() < end:
        while not at.cheap.unanswered.empty():
            at.second.reply(at.cheap.unanswered.get(), 200, "OK")
        time.sleep(0.05)
    at.cheap.silent = False
    return out
