"""Media nodes that fail a call."""

import time
from typing import Any

from edge import Peers, ask, expect, refused
from peers import Call


def broken_node(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    at.node1.reply(expect(at.node1), 503, "Service Unavailable")
    invite = expect(at.node2)
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    return {"tenant": invite.headers("X-WCO-Tenant"), "status": refused(call)}


def rung_node(at: Peers) -> dict[str, Any]:
    """Break a node after the caller has heard it."""
    call = Call("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect(at.node1)
    at.node1.reply(invite, 183, "Session Progress")
    at.node1.reply(invite, 500, "Server Error")
    statuses = [expect(at.trunk).status, refused(call)]
    return {"statuses": statuses, "second": at.node2.next(0.3)}


def silent_node(at: Peers) -> dict[str, Any]:
    at.node1.silent = True
    call = Call("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    began = time.monotonic()
    invite = expect(at.node2, 5)
    waited = time.monotonic() - began
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    return {"status": refused(call), "waited": waited, "next_call": ask(at, "+48221002000")["node"]}
