"""Calls out by trunks of a lower priority, by their weights, with numbers as they want them."""

from typing import Any

from edge import Peers, expect, from_callee, refused, tag

from stories.people import ACME
from tests.tools.peers import Dialog
from wcoctl.lab.play.sip_message import SipMessage

OUT = "+48600100200"


def _fall_through(at: Peers, number: str = OUT) -> tuple[Dialog, SipMessage, str]:
    """Place a call out that no trunk of the first priority takes; return it, the INVITE of the next one and whose that is."""
    identity = f"P-Asserted-Identity: <sip:{ACME}@x>"
    supported = "Supported: timer, 100rel"
    call = Dialog(f"sip:{number}@127.0.0.1", at.node1, ACME, (identity, supported, "X-WCO-Tenant: acme"))
    at.node1.send(call.request("INVITE"))
    for peer in (at.trunk, at.second):
        peer.reply(expect(peer), 503, "Service Unavailable")
        expect(peer)  # the ACK
    while True:
        for name in ("cheap", "dear"):
            if invite := getattr(at, name).next(0.02):
                return call, invite, name


def next_priority(at: Peers) -> list[int | None]:
    """Refuse a call at all trunks."""
    call, invite, name = _fall_through(at)
    getattr(at, name).reply(invite, 503, "Service Unavailable")
    other = at.dear if name == "cheap" else at.cheap
    expect(getattr(at, name))
    other.reply(expect(other), 486, "Busy Here")
    expect(other)
    return [refused(call)]


def weights(at: Peers) -> dict[str, int]:
    """Count which of two trunks gets how many of 40 calls."""
    count = {"cheap": 0, "dear": 0}
    for _ in range(40):
        call, invite, name = _fall_through(at)
        count[name] += 1
        getattr(at, name).reply(invite, 486, "Busy Here")
        expect(getattr(at, name))
        refused(call)
    return count


def written_numbers(at: Peers) -> dict[str, Any]:
    """Answer a call at each of the two trunks, and hang up there."""
    seen: dict[str, Any] = {}
    while len(seen) < 2:
        call, invite, name = _fall_through(at, "+4930123456" if "cheap" in seen or "dear" in seen else OUT)
        peer = getattr(at, name)
        if name in seen:
            peer.reply(invite, 486, "Busy Here")
            expect(peer)
            refused(call)
            continue
        peer.reply(invite, 200, "OK")
        answer = expect(at.node1)
        call.uri, routes = f"sip:node@{peer.address}:5060", tuple(answer.headers("Record-Route"))
        at.node1.send(call.request("ACK", to_tag=tag(answer), routes=routes))
        ack = expect(peer)
        peer.send(from_callee(peer, invite, "BYE"))
        bye = expect(at.node1)
        at.node1.reply(bye, 200, "OK")
        seen[name] = {
            "first": invite.first_line,
            "supported": invite.headers("Supported"),
            "shown": [invite.headers("P-Asserted-Identity")[0], invite.headers("From")[0]],
            "same": ack.headers("From") == invite.headers("From"),
            "node": [answer.headers("From")[0], bye.headers("To")[0]],
            "ended": expect(peer).status,
        }
    return seen
