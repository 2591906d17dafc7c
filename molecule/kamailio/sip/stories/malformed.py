"""What breaks the grammar of SIP, and methods that calls do not need."""

import socket
from typing import Any

from edge import Peers, answered, ask, expect, refused, tag

from tests.tools.peers import EDGE, Dialog

NUMBER = "+48221002000"
SMUGGLED = "X-Foo: bar\rP-Asserted-Identity: <sip:+48600200001@x>"


def malformed(at: Peers) -> dict[str, Any]:
    """Requests and a reply that are broken; the reply's sender answers properly afterwards."""
    seen: dict[str, Any] = {
        "smuggled": ask(at, NUMBER, extra=(SMUGGLED,)),
        "useless": ask(at, NUMBER, extra=("Date: today", "Subject :\r\n two\r\n lines ")),
        "by tcp": _by_tcp(at),
    }
    call = Dialog("sip:+48600100200@127.0.0.1", at.node1, NUMBER, ("X-WCO-Tenant: acme",))
    at.node1.send(call.request("INVITE"))
    invite = expect(at.trunk)
    at.trunk.reply(invite, 180, "Ringing", ("X-Foo: bar\rX-WCO-Tenant: evil",))
    seen["broken reply"] = at.node1.next(0.3)
    at.trunk.reply(invite, 486, "Busy\x07Here")
    at.trunk.reply(invite, 486, 'Busy "Here"')
    final = expect(at.node1)
    at.node1.send(call.request("ACK", to_tag=tag(final)))
    expect(at.trunk)  # the edge's ACK
    seen["odd reason"] = final.first_line
    return seen


def _by_tcp(at: Peers) -> str:
    text = Dialog(f"sip:{EDGE[0]}", at.trunk, extra=(SMUGGLED,)).request("OPTIONS")
    with socket.create_connection(EDGE, timeout=1, source_address=(at.trunk.address, 0)) as connection:
        connection.sendall(text.replace("SIP/2.0/UDP", "SIP/2.0/TCP").encode())
        return connection.recv(65535).decode().split("\r\n", 1)[0]


def methods_in_a_dialog(at: Peers) -> dict[str, Any]:
    """Tell what answers each method within a call: the node, or the edge with a status."""
    talk = answered(at)
    seen: dict[str, Any] = {}
    methods = ("OPTIONS", "INFO", "UPDATE", "MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH")
    for cseq, method in enumerate((*methods, "BYE"), 2):
        talk.send(method, cseq)
        if method == "OPTIONS":  # The node answers it by itself.
            seen[method] = expect(at.trunk).status
            continue
        request = at.node1.next(0.3)
        if request:
            at.node1.reply(request, 200, "OK")
        seen[method] = f"{'node' if request else 'edge'} {expect(at.trunk).status}"
    outside = Dialog(f"sip:{NUMBER}@127.0.0.1", at.trunk)
    at.trunk.send(outside.request("BYE"))
    seen["BYE of no dialog"] = refused(outside)
    return seen
