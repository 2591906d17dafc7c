"""What is not meant to be sent, or comes from those who may not send."""

import time
from typing import Any

from edge import Peers, answered, ask, main_pid, refused

from tests.tools.peers import Dialog

HOSTILE = [
    "x'--",
    "1'%20OR%20'1'='1",
    "%00",
    "+48221002000%00",
    "+48221002000'",
    '"+48221002000"',
    "+4822100200x",
    "$rU",
    "{}",
    "+-48221002000",
    "",
    "+" + "4" * 300,
    "+48221002000\x00",
    "+48221002000\x00';DROP TABLE number",
]
SPOOFED = ("X-WCO-Tenant: evil", "x-wco-tenant : evil", "X-WCO-Anything:\r\n evil")


def spoofed_header(at: Peers) -> str | None:
    return ask(at, "+48221002000", extra=SPOOFED)["invite"]


def strangers(at: Peers) -> dict[str, Any]:
    answers = []
    for peer in (at.stranger, at.neighbour):
        call = Dialog("sip:+48221002000@127.0.0.1", peer)
        for method in ("INVITE", "OPTIONS", "REGISTER", "BYE"):
            peer.send(call.request(method))
        peer.send("nonsense\r\n\r\n")
        peer.send(b"\x00\xff" * 200)
        # A reply that would have the edge send to a third party.
        via = "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP 127.0.0.22:5060;branch=z9hG4bK2"
        rest = "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE"
        peer.send(f"SIP/2.0 200 OK\r\n{via}\r\n{rest}\r\n\r\n")
        answers.append(peer.next(0.5))
    return {"answers": answers, "third": at.second.next(0.1), "node": at.node1.next(0.1)}


def over_tcp(at: Peers) -> list[str]:
    return [peer.ask_by_tcp() for peer in (at.trunk, at.stranger)]


def burst(at: Peers) -> dict[str, int]:
    """Send 300 calls at once from the second address, so that the others are not counted."""
    for _ in range(300):
        time.sleep(0.001)
        at.second.send(Dialog("sip:+48221009999@127.0.0.1", at.second).request("INVITE"))
    statuses = []
    while reply := at.second.next(0.5):
        statuses.append(reply.status)
    return {
        "all": len(statuses),
        "refused": statuses.count(503),
        "first": ask(at, "+48221002000")["status"] or 0,
    }


def relay_between_trunks(at: Peers) -> dict[str, Any]:
    new = Dialog("sip:+48600100200@127.0.0.22:5060", at.trunk)
    at.trunk.send(new.request("INVITE"))
    first = refused(new)
    talk = answered(at)
    statuses = [first]
    for uri, beyond in (
        ("sip:+48600100200@127.0.0.22:5060", ()),
        ("sip:+48221002000@127.0.0.1:5080", ("<sip:127.0.0.99;lr>",)),
    ):
        talk.call.uri = uri
        at.trunk.send(talk.call.request("BYE", len(statuses) + 5, talk.tag, (*talk.routes, *beyond)))
        reply = at.trunk.next()
        statuses.append(reply.status if reply else None)
    return {
        "statuses": statuses,
        "reached": [peer.next(0.2) for peer in (at.second, at.stranger, at.node1)],
    }


def hostile_users(at: Peers) -> dict[str, Any]:
    before = main_pid()
    seen = {user: ask(at, user) for user in HOSTILE}
    return {"seen": seen, "lives": main_pid() == before, "after": ask(at, "+48221002000")["status"]}
