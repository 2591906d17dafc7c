"""What trunks require, and what they and the nodes offer each other: `cheap` has reliable provisional answers, others do not."""

from typing import Any

from edge import Peers, answered, ask, expect, refused

from stories.people import ACME
from tests.tools.peers import Dialog
from wcoctl.lab.play.sip_message import SipMessage

REQUIRED = {
    "unknown": ("Require: nobody-has, timer", "Require: Nor-That"),
    "reliable": ("Require: 100rel",),
    "many": ("Require: " + ", ".join(["timer"] * 20 + ["late"]),),
}
_OFFER = ("Supported: timer, 100rel, replaces",)


def required(at: Peers) -> dict[str, Any]:
    """New calls that require something: the refusal's status and Unsupported, or what the node got."""
    seen: dict[str, Any] = {}
    for name, extra in REQUIRED.items():
        call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk, "+48600100779", extra)
        at.trunk.send(call.request("INVITE"))
        seen[name] = _refusal(expect(at.trunk))
        at.trunk.send(call.request("ACK"))
    seen["node"] = at.node1.next(0.2)
    seen["timer"] = ask(at, ACME, extra=("Require: timer",))["invite"]
    seen["from cheap"] = ask(at, ACME, extra=("Require: 100REL",), sender=at.cheap)["invite"]
    return seen


def required_in_a_dialog(at: Peers) -> dict[str, Any]:
    """Requests within a call that require something, at last its end."""
    talk = answered(at)
    seen: dict[str, Any] = {}
    for cseq, method in enumerate(("INVITE", "UPDATE", "INFO", "PRACK"), 2):
        talk.send(method, cseq, "Require: nobody-has")
        seen[method] = _refusal(expect(at.trunk))
    talk.send("INVITE", 6, "Content-Encoding: gzip")
    seen["packed"] = expect(at.trunk).status
    seen["node"] = at.node1.next(0.2)
    talk.send("BYE", 9, "Require: nobody-has")
    at.node1.reply(expect(at.node1), 200, "OK")
    return {**seen, "BYE": expect(at.trunk).status}


def offered(at: Peers) -> dict[str, Any]:
    """What each side hears of what the other supports, in calls and answers."""
    heard: dict[str, Any] = {}
    for name, peer in (("trunk", at.trunk), ("cheap", at.cheap)):
        talk = answered(at, peer, _OFFER)
        talk.send("INVITE", 2, *_OFFER)
        again = expect(at.node1)
        at.node1.reply(again, 488, "Not Acceptable Here", _OFFER)
        expect(at.node1)  # the edge's ACK
        refusal = expect(peer)
        peer.send(talk.call.request("ACK", 2, talk.tag))
        heard[name] = [one.headers("Supported") for one in (talk.answer, again, refusal)]
    call = Dialog("sip:+48600100200@127.0.0.1", at.node1, ACME, (*_OFFER, "X-WCO-Tenant: acme"))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 486, "Busy Here")
    refused(call)
    return {**heard, "called": [invite.headers("Supported")]}


def _refusal(reply: SipMessage) -> list[Any]:
    return [reply.status, *reply.headers("Unsupported")]
