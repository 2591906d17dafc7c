"""Media nodes that fail a call."""

import time
from typing import Any

from edge import Peers, ask, expect, expect_call, output, refused

from stories.people import ACME
from tests.tools.peers import Dialog


def broken_node(at: Peers) -> dict[str, Any]:
    call = Dialog("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    at.node1.reply(expect(at.node1), 503, "Service Unavailable")
    invite = expect(at.node2)
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    return {"tenant": invite.headers("X-WCO-Tenant"), "status": refused(call)}


def rung_node(at: Peers) -> dict[str, Any]:
    """Break a node after the caller has heard it."""
    call = Dialog("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect(at.node1)
    at.node1.reply(invite, 183, "Session Progress")
    heard = expect(at.trunk).status
    at.node1.reply(invite, 500, "Server Error")
    statuses = [heard, refused(call)]
    return {"statuses": statuses, "second": at.node2.next(0.3)}


def unanswered_calls(at: Peers) -> dict[str, Any]:
    """Send calls that both nodes leave unanswered, though they live, and then one that the first answers."""
    for peer in (at.node1, at.node2):
        peer.forget()
    poison = [Dialog(f"sip:{ACME}@127.0.0.1", at.second, f"+486003000{n:02}") for n in range(25)]
    for call in poison:
        at.second.send(call.request("INVITE"))
    time.sleep(2.6)
    good = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
    at.trunk.send(good.request("INVITE"))
    invite = expect_call(at.node1, good, 0.5)
    if invite:
        at.node1.reply(invite, 486, "Busy Here")
    status = refused(good)
    ends = [message.status for _ in poison if (message := at.second.next(8))]
    at.node1.forget()
    at.node2.forget()
    return {"node": bool(invite), "status": status, "ends": ends}


def silent_node(at: Peers) -> dict[str, Any]:
    at.node1.silent = True
    began = time.monotonic()
    call = Dialog("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    sent = time.monotonic()
    invite = expect(at.node2, 5)
    waited = time.monotonic() - sent
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    status = refused(call)
    while "FLAGS: IP" not in output("kamcmd", "dispatcher.list") and time.monotonic() < began + 15:
        time.sleep(0.1)
    out = time.monotonic() - began
    return {"status": status, "waited": waited, "out": out, "next_call": ask(at, "+48221002000")["node"]}
