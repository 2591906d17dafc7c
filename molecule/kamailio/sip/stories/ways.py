"""Trunks that name no address of theirs, and calls that come by two ways."""

import time
from typing import Any

from edge import Peers, expect, from_callee, refused, tag

from stories.people import ACME
from tests.tools.peers import Dialog

_LET_GO = 7
"""Seconds after which Kamailio's tm has forgotten an answered call: its wt_timer and some."""
CONTACTS = ("sip:sbc@carrier.invalid:5060", "sip:sbc@192.0.2.9", "tel:+48600100200")


def foreign_contacts(at: Peers) -> dict[str, str]:
    """Tell what a trunk gets of dialogs in which its Contact names no address of a trunk, as the called side and as the caller."""
    seen: dict[str, str] = {}
    for contact in (*CONTACTS, None):
        call = Dialog("sip:+48600100200@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
        at.node1.send(call.request("INVITE"))
        invite = expect(at.trunk)
        at.trunk.reply(invite, 200, "OK", contact=contact and f"<{contact}>")
        answer = expect(at.node1)
        call.uri = answer.headers("Contact")[0].strip("<>")
        at.node1.send(call.request("ACK", to_tag=tag(answer), routes=tuple(answer.headers("Record-Route"))))
        seen[f"called {contact}"] = expect(at.trunk).first_line
    for contact in CONTACTS:
        call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
        at.trunk.send(call.request("INVITE"))
        invite = expect(at.node1)
        at.node1.reply(invite, 200, "OK")
        expect(at.trunk)
        bye = from_callee(at.node1, invite, "BYE")
        at.node1.send(bye.replace(invite.headers("Contact")[0].strip("<>"), contact, 1))
        ended = expect(at.trunk)
        at.trunk.reply(ended, 200, "OK")  # else it comes again, into the next story
        expect(at.node1)
        seen[f"caller {contact}"] = ended.first_line
    return seen


def two_ways(at: Peers) -> dict[str, Any]:
    """Send the same INVITE from two of the operator's proxies, and once more after it has failed."""
    call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
    first, via = call.request("INVITE"), f"{at.trunk.address}:{at.trunk.port};branch=z9hG4bK"
    at.trunk.send(first)
    rung = expect(at.node1)
    at.second.send(first.replace(via, f"{at.second.address}:{at.second.port};branch=z9hG4bK-other"))
    other = expect(at.second).status
    at.node1.reply(rung, 486, "Busy Here")
    busy = refused(call)
    expect(at.node1)  # the ACK
    at.trunk.send(first.replace(via, f"{via}-again"))
    again = expect(at.node1)
    at.node1.reply(again, 486, "Busy Here")
    at.trunk.send(call.request("ACK", to_tag=tag(expect(at.trunk))).replace(via, f"{via}-again"))
    return {"other": other, "first": busy, "again": again.method}


def late_ack(at: Peers) -> dict[str, str]:
    """Send answers again when the edge has let go of their calls: who gets them."""
    called = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
    at.trunk.send(called.request("INVITE"))
    rung = expect(at.node1)
    at.node1.reply(rung, 200, "OK")
    expect(at.trunk)
    calling = Dialog("sip:+48600100200@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
    at.node1.send(calling.request("INVITE"))
    dialled = expect(at.trunk)
    at.trunk.reply(dialled, 200, "OK")
    expect(at.node1)
    time.sleep(_LET_GO)
    at.forget()
    at.node1.reply(rung, 200, "OK")
    at.trunk.reply(dialled, 200, "OK")
    return {"called": expect(at.trunk).first_line, "calling": expect(at.node1).first_line}
