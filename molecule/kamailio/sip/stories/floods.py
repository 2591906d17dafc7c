"""Floods of one trunk address while another one's calls have to pass, and what limits them."""

import socket
import time
from typing import Any

from edge import Peers, answered, expect, expect_call, flooded, refused, shared_memory, transactions

from stories.people import ACME, BETA
from tests.tools.flood import KINDS
from tests.tools.peers import EDGE, Dialog

CALLS = 10


def _passes(at: Peers, number: str = BETA) -> bool:
    """Tell whether a call of the first address reaches its node, and its end the caller."""
    call = Dialog(f"sip:{number}@127.0.0.1", at.trunk, f"+4860010{time.time_ns() // 1000 % 10000:04}")
    node = at.node2 if number == BETA else at.node1
    at.trunk.forget()
    for _ in range(4):
        at.trunk.send(call.request("INVITE"))
        if invite := expect_call(node, call, 0.5):
            break
    else:
        return False
    for _ in range(4):
        node.reply(invite, 486, "Busy Here")
        if refused(call, 0.5):
            return True
    return False


def floods(at: Peers) -> dict[str, Any]:
    """Flood with each kind for a second; count the calls that pass meanwhile, and what the flood leaves behind."""
    seen: dict[str, Any] = {}
    for kind in KINDS:
        time.sleep(1.1)
        memory, before = shared_memory(), transactions()
        with flooded(at.second, kind, number=ACME) as flood:
            passed = sum(_passes(at) for _ in range(CALLS))
        left = {"memory": shared_memory() - memory, "transactions": transactions() - before - CALLS}
        seen[kind] = {"passed": passed, **left, **flood}
    at.node1.forget()
    return seen


def limits(at: Peers) -> dict[str, Any]:
    """Send more calls than may be, each time more of one thing, and count how many of them are refused how."""
    seen = {}
    for name, number, callers in (("number", ACME, 100), ("caller", ACME, 1)):
        time.sleep(1.1)
        calls = [
            Dialog(f"sip:{number}@127.0.0.1", at.second, f"+48600500{n % callers:03}") for n in range(100)
        ]
        for call in calls:
            time.sleep(0.002)
            at.second.send(call.request("INVITE"))
        others = _passes(at), _passes(at, ACME)
        seen[name] = {"others": others, **_ends(at)}
    time.sleep(1.1)
    for n in range(100):
        time.sleep(0.004)
        for number in (ACME, BETA):
            at.second.send(Dialog(f"sip:{number}@127.0.0.1", at.second, f"+4860060{n:04}").request("INVITE"))
    seen["trunk"] = {"others": (_passes(at), _passes(at, ACME)), **_ends(at)}
    return seen


def _ends(at: Peers) -> dict[str, int]:
    """Have the nodes answer what has reached them; count the calls by their ends."""
    for node in (at.node1, at.node2):
        while message := node.next(0.2):
            if message.first_line.startswith("INVITE"):
                node.reply(message, 486, "Busy Here")
    statuses = []
    while reply := at.second.next(0.5):
        statuses.append(reply.status)
    return {str(status): statuses.count(status) for status in set(statuses)}


def dialogs(at: Peers) -> dict[str, Any]:
    """Send within a call of ours, from both sides, more often than anybody needs to."""
    talk = answered(at)
    for cseq in range(100, 150):
        time.sleep(0.002)
        talk.send("INFO", cseq)
    time.sleep(0.2)
    many = 0
    while info := at.node1.next(0.1):
        many += 1
        at.node1.reply(info, 200, "OK")
    time.sleep(1.1)
    at.trunk.forget()
    talk.send("BYE", 200)
    bye = expect(at.node1)
    at.node1.reply(bye, 200, "OK")
    return {"reached": many, "ended": expect(at.trunk).status}


def unknown_dialogs(at: Peers) -> dict[str, Any]:
    """Send within calls that there have not been, and within one of somebody else."""
    talk = answered(at)
    routes = talk.routes
    unsigned = (routes[0].partition(";sig=")[0] + ">",)
    empty = (routes[0].partition(";sig=")[0] + ";sig=>",)
    other = Dialog("sip:node@127.0.0.1:5080", at.trunk)
    asked = {
        "no route": other.request("BYE", to_tag="x"),
        "no signature": other.request("BYE", 2, "x", unsigned),
        "empty signature": other.request("BYE", 3, "x", empty),
        "signature of another call": other.request("BYE", 4, talk.tag, routes),
        "cancelled nothing": other.request("CANCEL", 5),
        "call changed": other.request("INVITE", 6, "x"),
    }
    seen: dict[str, Any] = {}
    for name, text in asked.items():
        at.trunk.send(text)
        reply = at.trunk.next(1)
        seen[name] = reply and reply.status
    seen["node"] = at.node1.next(0.3)
    talk.send("BYE", 9)
    at.node1.reply(expect(at.node1), 200, "OK")
    seen["own"] = expect(at.trunk).status
    return seen


def idle_connections(at: Peers) -> dict[str, Any]:
    """Open more connections than one address may have, and say nothing on them."""
    idle = []
    for _ in range(70):
        connection = socket.create_connection(EDGE, timeout=1, source_address=(at.second.address, 0))
        idle.append(connection)
    time.sleep(0.3)
    other = at.trunk.ask_by_tcp()
    time.sleep(9)
    closed = 0
    for connection in idle:
        connection.settimeout(0.05)
        try:
            closed += connection.recv(1) == b""
        except TimeoutError:
            pass
        except ConnectionResetError:
            closed += 1
        connection.close()
    return {"other": other, "closed": closed, "afterwards": at.second.ask_by_tcp()}
