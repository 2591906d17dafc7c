"""Calls from the trunk to a tenant's number."""

from typing import Any

from edge import Asked, Peers, answered, ask, expect, tag, transactions

from tests.tools.peers import Dialog

WRITTEN = [
    "+48221002000",
    "0048221002000",
    "48221002000",
    "221002000",
    "0221002000",
    "048221002000",
    "+48221002000;npdi;rn=+4850",
    "+48-22-100-20-00",
    "(22)100.20.00",
    "%2B4822100200%30",
    "221002000;phone-context=+48",
    "sip:+48221002000:secret@127.0.0.1;user=phone;transport=tcp",
    "sips:+48221002000@127.0.0.1",
    "tel:+48221002000",
    "tel:+48-22-100-20-00;isub=1",
    "tel:22-100-2000;phone-context=+48",
]


def unknown_number(at: Peers) -> dict[str, Any]:
    before = transactions()
    return {**ask(at, "+48221009999"), "transactions": transactions() - before}


def number_forms(at: Peers) -> dict[str, Asked]:
    return {number: ask(at, number) for number in WRITTEN}


def stable_node(at: Peers) -> list[str | None]:
    return [ask(at, number)["node"] for number in ("+48221002000", "+48221002001") * 3]


def whole_call(at: Peers) -> dict[str, Any]:
    talk = answered(at)
    talk.send("BYE", 2)
    bye = expect(at.node1)
    at.node1.reply(bye, 200, "OK")
    return {
        "node": [x.first_line for x in (talk.invite, talk.ack, bye)],
        "trunk": [talk.answer.first_line, expect(at.trunk).first_line],
    }


def cancelled_call(at: Peers) -> dict[str, Any]:
    call = Dialog("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect(at.node1)
    at.node1.reply(invite, 180, "Ringing")
    ringing = expect(at.trunk)
    at.trunk.send(call.request("CANCEL"))
    replies = [ringing.status, expect(at.trunk).status]
    cancel = expect(at.node1)
    at.node1.reply(cancel, 200, "OK")
    at.node1.reply(invite, 487, "Request Terminated")
    ack, end = expect(at.node1), expect(at.trunk)
    at.trunk.send(call.request("ACK", to_tag=tag(end)))
    return {"node": [cancel.method, ack.method], "trunk": [*replies, end.status]}
