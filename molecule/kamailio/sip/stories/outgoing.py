"""Calls from a media node."""

from typing import Any

from edge import Peers, expect, from_callee, refused, tag

from stories.people import ACME, ADAM, BEATA, BETA, FOREIGN
from tests.tools.peers import Dialog

OWNED = {
    "main number": ("acme", ACME, (), "+48601500500"),
    "withheld main number": ("acme", "anonymous", (f"P-Asserted-Identity: <sip:{ACME}@x>",), "+48601500500"),
    "forwarded": ("acme", FOREIGN, (f"Diversion: <sip:{ACME}@x>",), "+48601500500"),
    "forwarded and withheld": ("acme", "anonymous", (f"Diversion: <sip:{ACME}@x>",), "+48601500500"),
    "forwarded, of nobody": (
        *(
            "acme",
            "anonymous",
            ("P-Asserted-Identity: <sip:127.0.0.1>", f"Diversion: <sip:{ACME}@x>"),
            "+48601500500",
        ),
    ),
    "forwarded, only shown": (
        *(
            "acme",
            FOREIGN,
            (f"P-Asserted-Identity: <sip:{FOREIGN}@x>", "X-WCO-Asserted: no", f"Diversion: <sip:{ACME}@x>"),
        ),
        "+48601500500",
    ),
    "own number of a user with the right": ("acme", ADAM, ("X-WCO-Direction: outgoing",), "+48601500500"),
    "emergency": ("acme", BEATA, ("X-WCO-Direction: outgoing",), "112"),
}
NOT_OWNED = {
    "foreign number": ("acme", FOREIGN, (), "+48601500500"),
    "another tenant's number": ("acme", BETA, (), "+48601500500"),
    "no tenant": ("", ACME, (), "+48601500500"),
    "hostile tenant": ("x' OR '1'='1", ACME, (), "+48601500500"),
    "foreign From": ("acme", FOREIGN, (f"P-Asserted-Identity: <sip:{ACME}@x>",), "+48601500500"),
    "foreign identity": ("acme", ACME, (f"P-Asserted-Identity: <sip:{FOREIGN}@x>",), "+48601500500"),
    "nobody": ("acme", "anonymous", (), "+48601500500"),
    "own number of a user without the right": ("acme", BEATA, (), "+48601500500"),
    "forwarded by another tenant": ("acme", FOREIGN, (f"Diversion: <sip:{BETA}@x>",), "+48601500500"),
    "dialled, as if forwarded": (
        *("acme", FOREIGN, (f"Diversion: <sip:{ACME}@x>", "X-WCO-Direction: outgoing"), "+48601500500"),
    ),
    "emergency of a foreign number": ("acme", FOREIGN, (), "112"),
    "emergency with the main number": ("acme", ACME, (), "112"),
    "short number": ("acme", ADAM, (), "19115"),
}


def owned(at: Peers) -> dict[str, Any]:
    """Calls of media nodes: which number reaches the trunk, None where the edge refuses."""
    seen: dict[str, Any] = {}
    for name, (tenant, caller, extra, number) in (OWNED | NOT_OWNED).items():
        call = Dialog(
            f"sip:{number}@127.0.0.1",
            at.node1,
            caller,
            (*extra, *((f"X-WCO-Tenant: {tenant}",) if tenant else ())),
        )
        at.node1.send(call.request("INVITE"))
        invite = at.trunk.next(0.3)
        if invite:
            at.trunk.reply(invite, 486, "Busy Here")
            at.trunk.next()
        seen[name] = {"invite": invite and invite.text, "status": refused(call)}
    return seen


def outgoing_call(at: Peers) -> dict[str, Any]:
    identity = "P-Asserted-Identity: <sip:+48221002000@127.0.0.1>"
    call = Dialog("sip:+48600100200@127.0.0.1", at.node1, "+48221002000", (identity, "X-WCO-Tenant: acme"))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 200, "OK")
    answer = expect(at.node1)
    call.uri, routes = "sip:node@127.0.0.21:5060", tuple(answer.headers("Record-Route"))
    at.node1.send(call.request("ACK", to_tag=tag(answer), routes=routes))
    ack = expect(at.trunk)
    at.trunk.send(from_callee(at.trunk, invite, "BYE"))
    bye = expect(at.node1)
    at.node1.reply(bye, 200, "OK")
    return {"invite": invite.text, "rest": [ack.method, bye.method, expect(at.trunk).status]}


def next_trunk(at: Peers) -> dict[str, Any]:
    call = Dialog("sip:+48600100200@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
    at.node1.send(call.request("INVITE"))
    at.trunk.reply(expect(at.trunk), 503, "Service Unavailable")
    at.second.reply(expect(at.second), 486, "Busy Here")
    return {"status": refused(call)}


def not_a_number_out(at: Peers) -> list[int | None]:
    statuses = []
    for user in ("600100200", "+48600x", "admin", "+0048600100200"):
        call = Dialog(f"sip:{user}@127.0.0.1", at.node1)
        at.node1.send(call.request("INVITE"))
        statuses.append(refused(call))
    return statuses


def test_call(at: Peers) -> dict[str, Any]:
    call = Dialog("sip:+48221009000@127.0.0.1", at.node1, "asterisk", ("X-WCO-Tenant: evil",))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.node2)
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    return {"invite": invite.text, "status": refused(call), "trunk": at.trunk.next(0.3)}


def tenant_number_from_node(at: Peers) -> dict[str, Any]:
    call = Dialog("sip:+48221002001@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 486, "Busy Here")
    return {"invite": invite.first_line, "status": refused(call), "node": at.node2.next(0.3)}
