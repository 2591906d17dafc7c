"""How often a call was passed on, and what called sides say of others."""

from typing import Any

from edge import Asked, Peers, ask, expect, refused, tag

from stories.people import ACME, BETA, FOREIGN
from tests.tools.peers import Dialog

PHONE = "+48600200009"
TOLD = {
    "nothing": (),
    "diverted": (
        f'Diversion: "Nowak, Anna" <sip:{PHONE}@carrier;user=phone>;reason=unconditional;counter=2',
        f"Diversion: <tel:{FOREIGN}>;reason=user-busy",
    ),
    "round": (f"Diversion: <sip:{PHONE}@carrier>, <sip:0221002000@edge>;reason=unconditional;counter=1",),
    "by another number of ours": (f"Diversion: <sip:{PHONE}@carrier>, <sip:{BETA}@edge>",),
    "history: here": (f"History-Info: <sip:{ACME}@carrier>;index=1",),
    "history: routed": (
        f"History-Info: <sip:221002000@carrier>;index=1, <sip:{ACME}@edge;user=phone>;index=1.1",
    ),
    "history: diverted": (
        f"History-Info: <sip:{PHONE}@carrier>;index=1",
        f"History-Info: <sip:{ACME}@carrier;cause=302>;index=1.1",
    ),
    "history: round": (
        f"History-Info: <sip:{ACME}@x>;index=1, <sip:{PHONE}@x;cause=302>;index=1.1, <sip:{ACME}@x;cause=486>;index=1.2",
    ),
    "history: reason": (
        f"History-Info: <sip:{ACME}@x?Reason=SIP%3Bcause%3D302>;index=1, <sip:{PHONE}@x>;index=1.1, <sip:{ACME}@x>;index=1.2",
    ),
    "garbage": ('Diversion: nobody, <sip:>, "sip";counter=x,,', "History-Info: <sip:x@y>;index=1"),
}


def hops_in(at: Peers) -> dict[str, Asked]:
    return {name: ask(at, ACME, extra=extra) for name, extra in TOLD.items()}


def hops_out(at: Peers) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, told in {"counted": f"5/2/{PHONE}/", "used up": "0/0//", "none": ""}.items():
        hops = (f"X-WCO-Hops: {told}",) if told else ()
        call = _forwarded(at, *hops)
        invite = at.trunk.next(0.5)
        if invite:
            at.trunk.reply(invite, 486, "Busy Here")
            at.trunk.next()
        seen[name] = {"invite": invite and invite.text, "status": refused(call)}
    return seen


def called_sides(at: Peers) -> dict[str, Any]:
    call = _forwarded(at)
    invite = expect(at.trunk)
    says = (f"Diversion: <sip:{PHONE}@x>", f"History-Info: <sip:{PHONE}@x>;index=1", "Reason: Q.850;cause=16")
    at.trunk.reply(invite, 181, "Call Is Being Forwarded", says)
    provisional = expect(at.node1)
    at.trunk.reply(invite, 302, "Moved Temporarily", says)
    final = expect(at.node1)
    at.node1.send(call.request("ACK", to_tag=tag(final)))
    expect(at.trunk)
    return {"replies": [provisional.text, final.text]}


def completed_elsewhere(at: Peers) -> dict[str, Any]:
    reason = ('Reason: SIP;cause=200;text="Call completed elsewhere"',)
    return {"node": _cancelled(at, reason, incoming=False), "trunk": _cancelled(at, reason, incoming=True)}


def _cancelled(at: Peers, reason: tuple[str, ...], *, incoming: bool) -> list[str]:
    """Cancel a call with a reason and return the reasons of the CANCEL that comes out."""
    caller, called = (at.trunk, at.node1) if incoming else (at.node1, at.trunk)
    # A caller of its own: the others have spent their calls of this second.
    call = Dialog(f"sip:{ACME}@127.0.0.1", caller, "+48600100777") if incoming else _forwarded(at)
    if incoming:
        caller.send(call.request("INVITE"))
    invite = expect(called)
    called.reply(invite, 180, "Ringing")
    expect(caller)
    call.extra = reason
    caller.send(call.request("CANCEL"))
    cancel = expect(called)
    called.reply(cancel, 200, "OK")
    called.reply(invite, 487, "Request Terminated")
    replies = [expect(caller), expect(caller)]
    caller.send(call.request("ACK", to_tag=tag(replies[-1])))
    expect(called)
    return cancel.headers("Reason")


def loop_refused(at: Peers) -> int | None:
    call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk, "+48600100778")
    at.trunk.send(call.request("INVITE"))
    at.node1.reply(expect(at.node1), 603, "Decline", ("Reason: Q.850;cause=25",))
    expect(at.node1)
    return refused(call)


def _forwarded(at: Peers, *extra: str) -> Dialog:
    """Have a node pass a call on."""
    own = (f"Diversion: <sip:{ACME}@x>;reason=unconditional", "X-WCO-Tenant: acme", *extra)
    call = Dialog("sip:+48601500500@127.0.0.1", at.node1, FOREIGN, own)
    at.node1.send(call.request("INVITE"))
    return call
