"""The edge as a story meets it: who is around it, what it answers, what it says of itself."""

import itertools
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypedDict

from tests.tools.peers import EDGE, Dialog, Peer
from wcoctl.lab.play.sip_message import SipMessage

FLOOD = "/opt/sip/tests/tools/flood.py"
_branches = itertools.count(1)
_PAUSE = 0.11
"""Seconds before a call, so that one caller's calls stay within their limit of 10 a second."""


@dataclass
class Peers:
    """Everybody around the edge."""

    trunk: Peer
    second: Peer
    cheap: Peer
    """A trunk that identifies by From too."""
    dear: Peer
    """A trunk that identifies nobody, in a country whose numbers differ in length."""
    abroad: Peer
    """A trunk in a country with an international prefix of its own."""
    south: Peer
    """A trunk in a country whose national numbers may begin with 0."""
    node1: Peer
    node2: Peer
    stranger: Peer
    neighbour: Peer

    def forget(self) -> None:
        """Throw away what has come to anybody."""
        for peer in vars(self).values():
            peer.forget()

    def rest(self) -> None:
        """Wait until nothing comes any more of what has been played, and throw that away."""
        while any([peer.next(0.05) for peer in vars(self).values()]):
            pass


class Asked(TypedDict):
    """How a call ended, and which node got it as what."""

    status: int | None
    node: str | None
    invite: str | None


def ask(
    at: Peers,
    number: str,
    caller: str = "+48600100200",
    extra: tuple[str, ...] = (),
    sender: Peer | None = None,
    shown: str = "",
) -> Asked:
    """Send an INVITE to a number or URI, from the trunk if no other peer is named. A node that gets it is busy."""
    uri = number if number.startswith(("sip:", "sips:", "tel:", "urn:")) else f"sip:{number}@127.0.0.1"
    call = Dialog(uri, sender or at.trunk, caller, extra, "sip:edge@127.0.0.1", shown)
    time.sleep(_PAUSE)
    call.sender.send(call.request("INVITE"))
    asked: Asked = {"status": None, "node": None, "invite": None}
    for node in (at.node1, at.node2):
        invite = node.next(0.3)
        while invite and invite.method != "INVITE":
            invite = node.next(0.3)  # what a call before has left over
        if invite:
            asked = {"status": None, "node": node.address, "invite": invite.text}
            node.reply(invite, 486, "Busy Here")
            node.next()
            break
    asked["status"] = refused(call, 0.5)
    return asked


def expect_call(peer: Peer, call: Dialog, timeout: float = 2) -> SipMessage | None:
    """Wait for the INVITE of this call, whatever else comes."""
    end = time.monotonic() + timeout
    while (left := end - time.monotonic()) > 0:
        message = peer.next(left)
        if message and message.headers("Call-ID") == [f"call-{call.number}@{call.sender.address}"]:
            return message
    return None


def refused(call: Dialog, timeout: float = 2) -> int | None:
    """Acknowledge the final reply of a call that failed and return its status, None if there is none."""
    final = call.sender.next(timeout)
    if final is None:
        return None
    call.sender.send(call.request("ACK", to_tag=tag(final)))
    return final.status


@dataclass
class Talk:
    """A call of a trunk that node 1 has answered, as its caller sees it."""

    call: Dialog
    invite: SipMessage
    """As the node got it, like the ACK."""
    answer: SipMessage
    ack: SipMessage

    @property
    def routes(self) -> tuple[str, ...]:
        """The way of requests within the dialog."""
        return tuple(self.answer.headers("Record-Route"))

    @property
    def tag(self) -> str:
        """The node's tag."""
        return tag(self.answer)

    def send(self, method: str, cseq: int, *extra: str) -> None:
        """Send a request of the caller within the dialog, with these headers."""
        self.call.extra = extra
        self.call.sender.send(self.call.request(method, cseq, self.tag, self.routes))


def answered(at: Peers, sender: Peer | None = None, extra: tuple[str, ...] = ()) -> Talk:
    """Place a call, from the trunk if no other is named, and have node 1 answer it, with these headers."""
    call = Dialog("sip:+48221002000@127.0.0.1", sender or at.trunk)
    call.sender.send(call.request("INVITE"))
    invite = expect(at.node1)
    at.node1.reply(invite, 200, "OK", extra)
    answer = expect(call.sender)
    call.uri = "sip:node@127.0.0.1:5080"
    routes = tuple(answer.headers("Record-Route"))
    call.sender.send(call.request("ACK", to_tag=tag(answer), routes=routes))
    return Talk(call, invite, answer, expect(at.node1))


def expect(peer: Peer, timeout: float = 5) -> SipMessage:
    """Wait for the next message, which has to come."""
    message = peer.next(timeout)
    if message is None:
        raise TimeoutError(f"nothing came to {peer.address}:{peer.port}")
    return message


def tag(reply: SipMessage) -> str:
    """Read the tag of a reply's To."""
    return reply.headers("To")[0].partition(";tag=")[2]


def from_callee(
    callee: Peer, invite: SipMessage, method: str, *, routes: tuple[str, ...] | None = None
) -> str:
    """Write a request of the called side within the dialog of an INVITE that it has answered."""
    contact = invite.headers("Contact")[0].strip("<>")
    lines = [
        f"{method} {contact} SIP/2.0",
        f"Via: SIP/2.0/UDP {callee.address}:{callee.port};branch=z9hG4bK-back-{next(_branches)}",
        f"From: {invite.headers('To')[0]};tag=to-{callee.port}",
        f"To: {invite.headers('From')[0]}",
        f"Call-ID: {invite.headers('Call-ID')[0]}",
        f"CSeq: 7 {method}",
        "Max-Forwards: 70",
        *(f"Route: {route}" for route in routes or invite.headers("Record-Route")),
        "Content-Length: 0",
    ]
    return "\r\n".join(lines) + "\r\n\r\n"


def output(*command: str) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def flooded(
    source: Peer, kind: str, rate: int = 5000, seconds: float = 1.0, number: str = ""
) -> Iterator[dict[str, Any]]:
    """Flood the edge from the peer's address meanwhile; what comes in afterwards is how it went."""
    command = ["python3", FLOOD, source.address, EDGE[0], kind, str(rate), str(seconds), number]
    told: dict[str, Any] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
        time.sleep(0.2)
        yield told
        told |= json.loads(flood.communicate()[0])


def shared_memory() -> int:
    """Tell how many bytes of the memory for transactions are in use."""
    return int(output("kamcmd", "core.shmmem").split("used: ")[1].split()[0])


def transactions() -> int:
    """Count the transactions of calls since the start: those of the edge's own OPTIONS left out."""
    stats = dict(
        line.strip().split(": ") for line in output("kamcmd", "tm.stats").split("\n") if ": " in line
    )
    return int(stats["total"]) - int(stats["total_local"])


def main_pid() -> str:
    """Tell the process of Kamailio."""
    return output("systemctl", "show", "--value", "-p", "MainPID", "kamailio").strip()
