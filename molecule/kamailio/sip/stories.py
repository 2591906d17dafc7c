"""What happens to whom: each story returns what its peers saw."""

import subprocess
import time
from dataclasses import dataclass
from typing import Any

from peers import Call, Message, Peer

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
WRITTEN = [
    "+48221002000",
    "0048221002000",
    "48221002000",
    "221002000",
    "0221002000",
    "+48221002000;npdi;rn=+4850",
]
ADAM, BEATA, ZOFIA = "+48600200001", "+48600200002", "+48600200003"
"""May present acme's number; may not, and has direct calls; may present beta's number, and not acme's."""
ACME, BETA, FOREIGN = "+48221002000", "+48221002001", "+48225550000"
DIALLED = {
    "ad hoc": (ADAM, "*666601500500", ()),
    "ad hoc abroad": (ADAM, "*6660049301234567", ()),
    "just dialled": (ADAM, "0601500500", ()),
    "emergency": (BEATA, "*666112", ()),
    "without the right": (BEATA, "*666601500500", ()),
    "of two tenants": (ZOFIA, "*666601500500", ()),
    "of two tenants, just dialled": (ZOFIA, "601500500", ()),
    "a stranger": (FOREIGN, "*666601500500", ()),
    "nobody": ("anonymous", "*666601500500", ()),
    "withheld": ("anonymous", "*666601500500", (f"P-Asserted-Identity: <sip:{ADAM}@carrier>", "Privacy: id")),
    "network knows better": (ADAM, "*666601500500", (f"P-Asserted-Identity: <sip:{FOREIGN}@carrier>",)),
    "main number": (ADAM, "+48221002001", ()),
    "diverted": (ADAM, "*666601500500", ("Diversion: <sip:+48225550000@carrier>",)),
}
NOT_DIALLED = {
    "just dialled without the right": (BEATA, "601500500", ()),
    "just dialled by a stranger": (FOREIGN, "601500500", ()),
    "emergency without prefix": (FOREIGN, "112", ()),
    "prefix alone": (ADAM, "*666", ()),
    "letters": (ADAM, "*666abc", ()),
    "quote": (ADAM, "*666601500500'--", ()),
    "prefix twice": (ADAM, "*666*666601500500", ()),
    "asked as we ask": (ADAM, "ad_hoc-+48601500500", ()),
    "unknown to the network": (ADAM, "601500500", ("P-Asserted-Identity: <sip:unknown@carrier>",)),
}
OWNED = {
    "main number": ("acme", ACME, (), "+48601500500"),
    "withheld main number": ("acme", "anonymous", (f"P-Asserted-Identity: <sip:{ACME}@x>",), "+48601500500"),
    "forwarded": ("acme", FOREIGN, (f"Diversion: <sip:{ACME}@x>",), "+48601500500"),
    "forwarded and withheld": ("acme", "anonymous", (f"Diversion: <sip:{ACME}@x>",), "+48601500500"),
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
SPOOFED = ("X-WCO-Tenant: evil", "x-wco-tenant : evil", "X-WCO-Anything:\r\n evil")


@dataclass
class Peers:
    """Everybody around the edge."""

    trunk: Peer
    second: Peer
    node1: Peer
    node2: Peer
    stranger: Peer
    neighbour: Peer

    def forget(self) -> None:
        """Throw away what has come to anybody."""
        for peer in vars(self).values():
            peer.forget()


def output(*command: str) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def ask(at: Peers, number: str, caller: str = "+48600100200", extra: tuple[str, ...] = ()) -> dict[str, Any]:
    """Send an INVITE from the trunk. A node that gets it is busy."""
    call = Call(f"sip:{number}@127.0.0.1", at.trunk, caller, extra, "sip:edge@127.0.0.1")
    at.trunk.send(call.request("INVITE"))
    asked: dict[str, Any] = {"node": None, "invite": None}
    for node in (at.node1, at.node2):
        invite = node.next(0.3)
        if invite:
            asked = {"node": node.address, "invite": invite.text}
            node.reply(invite, 486, "Busy Here")
            node.next()
            break
    return {"status": refused(call, 0.5), **asked}


def refused(call: Call, timeout: float = 2) -> int | None:
    """Acknowledge the final reply of a call that failed and return its status, None if there is none."""
    final = call.sender.next(timeout)
    if final is None:
        return None
    call.sender.send(call.request("ACK", to_tag=tag(final)))
    return final.status


def tag(reply: Message) -> str:
    """Read the tag of a reply's To."""
    return reply.headers("To")[0].partition(";tag=")[2]


def transactions() -> int:
    """Count the transactions of calls since the start: those of the edge's own OPTIONS left out."""
    stats = dict(
        line.strip().split(": ") for line in output("kamcmd", "tm.stats").split("\n") if ": " in line
    )
    return int(stats["total"]) - int(stats["total_local"])


def main_pid() -> str:
    """Tell the process of Kamailio."""
    return output("systemctl", "show", "--value", "-p", "MainPID", "kamailio").strip()


def unknown_number(at: Peers) -> dict[str, Any]:
    before = transactions()
    return {**ask(at, "+48221009999"), "transactions": transactions() - before}


def number_forms(at: Peers) -> dict[str, Any]:
    return {number: ask(at, number) for number in WRITTEN}


def stable_node(at: Peers) -> list[Any]:
    return [ask(at, number)["node"] for number in ("+48221002000", "+48221002001") * 3]


def callers(at: Peers) -> dict[str, Any]:
    asserted = ("P-Asserted-Identity: <sip:0048221110000@carrier>", "Privacy: id")
    return {
        "national": ask(at, "+48221002000", caller="600100200")["invite"],
        "anonymous": ask(at, "+48221002000", caller="anonymous")["invite"],
        "asserted": ask(at, "+48221002000", caller="anonymous", extra=asserted)["invite"],
        "injected": ask(at, "+48221002000", caller="60010%0d%0aX-WCO-Tenant:evil")["invite"],
    }


def spoofed_header(at: Peers) -> Any:
    return ask(at, "+48221002000", extra=SPOOFED)["invite"]


def strangers(at: Peers) -> dict[str, Any]:
    answers = []
    for peer in (at.stranger, at.neighbour):
        call = Call("sip:+48221002000@127.0.0.1", peer)
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
        at.second.send(Call("sip:+48221009999@127.0.0.1", at.second).request("INVITE"))
    statuses = []
    while reply := at.second.next(0.5):
        statuses.append(reply.status)
    return {
        "all": len(statuses),
        "refused": statuses.count(503),
        "first": ask(at, "+48221002000")["status"] or 0,
    }


def relay_between_trunks(at: Peers) -> dict[str, Any]:
    new = Call("sip:+48600100200@127.0.0.22:5060", at.trunk)
    at.trunk.send(new.request("INVITE"))
    first = refused(new)
    inside = Call("sip:+48600100200@127.0.0.22:5060", at.trunk)
    at.trunk.send(inside.request("BYE", to_tag="x", routes=("<sip:127.0.0.1;lr>",)))
    second = at.trunk.next()
    routed = Call("sip:+48221002000@127.0.0.1:5080", at.trunk)
    at.trunk.send(routed.request("BYE", to_tag="x", routes=("<sip:127.0.0.1;lr>", "<sip:127.0.0.99;lr>")))
    third = at.trunk.next()
    return {
        "statuses": [first, second and second.status, third and third.status],
        "reached": [peer.next(0.2) for peer in (at.second, at.stranger, at.node1)],
    }


def whole_call(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect(at.node1)
    at.node1.reply(invite, 200, "OK")
    answer = expect(at.trunk)
    call.uri = "sip:node@127.0.0.1:5080"
    routes = tuple(answer.headers("Record-Route"))
    at.trunk.send(call.request("ACK", to_tag=tag(answer), routes=routes))
    ack = expect(at.node1)
    at.trunk.send(call.request("BYE", 2, tag(answer), routes))
    bye = expect(at.node1)
    at.node1.reply(bye, 200, "OK")
    return {"node": [x.first for x in (invite, ack, bye)], "trunk": [answer.first, expect(at.trunk).first]}


def cancelled_call(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48221002000@127.0.0.1", at.trunk)
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


def outgoing_call(at: Peers) -> dict[str, Any]:
    identity = "P-Asserted-Identity: <sip:+48221002000@127.0.0.1>"
    call = Call("sip:+48600100200@127.0.0.1", at.node1, "+48221002000", (identity, "X-WCO-Tenant: acme"))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 200, "OK")
    answer = expect(at.node1)
    call.uri, routes = "sip:node@127.0.0.21:5060", tuple(answer.headers("Record-Route"))
    at.node1.send(call.request("ACK", to_tag=tag(answer), routes=routes))
    ack = expect(at.trunk)
    back = Call("sip:peer@127.0.0.1:5080", at.trunk, number=call.number)
    text = back.request("BYE", 7, "from-back", tuple(invite.headers("Record-Route")))
    at.trunk.send(text)
    bye = expect(at.node1)
    at.node1.reply(bye, 200, "OK")
    return {"invite": invite.text, "rest": [ack.method, bye.method, expect(at.trunk).status]}


def dialled(at: Peers) -> dict[str, Any]:
    """Calls that users dial, handed over by the trunk."""
    calls = DIALLED | NOT_DIALLED
    return {
        name: ask(at, number, caller, (*extra, *SPOOFED)) for name, (caller, number, extra) in calls.items()
    }


def direct(at: Peers) -> dict[str, Any]:
    back = ("Diversion: <sip:+48221002000@carrier>",)
    elsewhere = ("Diversion: <sip:+48225550000@carrier>",)
    return {
        "call": ask(at, "600200002"),
        "forwarded to it": ask(at, "600200002", extra=elsewhere),
        "come back": ask(at, "600200002", extra=back),
    }


def owned(at: Peers) -> dict[str, Any]:
    """Calls of media nodes: which number reaches the trunk, None where the edge refuses."""
    seen: dict[str, Any] = {}
    for name, (tenant, caller, extra, number) in (OWNED | NOT_OWNED).items():
        call = Call(
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


def next_trunk(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48600100200@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
    at.node1.send(call.request("INVITE"))
    at.trunk.reply(expect(at.trunk), 503, "Service Unavailable")
    at.second.reply(expect(at.second), 486, "Busy Here")
    return {"status": refused(call)}


def not_a_number_out(at: Peers) -> list[int | None]:
    statuses = []
    for user in ("600100200", "+48600x", "admin", "+0048600100200"):
        call = Call(f"sip:{user}@127.0.0.1", at.node1)
        at.node1.send(call.request("INVITE"))
        statuses.append(refused(call))
    return statuses


def test_call(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48221009000@127.0.0.1", at.node1, "asterisk", ("X-WCO-Tenant: evil",))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.node2)
    at.node2.reply(invite, 486, "Busy Here")
    at.node2.next()
    return {"invite": invite.text, "status": refused(call), "trunk": at.trunk.next(0.3)}


def tenant_number_from_node(at: Peers) -> dict[str, Any]:
    call = Call("sip:+48221002001@127.0.0.1", at.node1, ACME, ("X-WCO-Tenant: acme",))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 486, "Busy Here")
    return {"invite": invite.first, "status": refused(call), "node": at.node2.next(0.3)}


def hostile_users(at: Peers) -> dict[str, Any]:
    before = main_pid()
    seen = {user: ask(at, user) for user in HOSTILE}
    return {"seen": seen, "lives": main_pid() == before, "after": ask(at, "+48221002000")["status"]}


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


def expect(peer: Peer, timeout: float = 2) -> Message:
    """Wait for the next message, which has to come."""
    message = peer.next(timeout)
    if message is None:
        raise TimeoutError(f"nothing came to {peer.address}:{peer.port}")
    return message


ALL = [
    unknown_number,
    number_forms,
    stable_node,
    callers,
    spoofed_header,
    strangers,
    over_tcp,
    burst,
    relay_between_trunks,
    whole_call,
    cancelled_call,
    dialled,
    direct,
    owned,
    outgoing_call,
    next_trunk,
    not_a_number_out,
    test_call,
    tenant_number_from_node,
    hostile_users,
    broken_node,
    rung_node,
    silent_node,
]
