"""The edge as a story meets it: who is around it, what it answers, what it says of itself."""

import subprocess
from dataclasses import dataclass
from typing import Any

from peers import Call, Message, Peer


@dataclass
class Peers:
    """Everybody around the edge."""

    trunk: Peer
    second: Peer
    node1: Peer
    node2: Peer
    stranger: Peer
    neighbour: Peer
    screened: Peer
    """A trunk that identifies by From too."""
    unscreened: Peer
    """A trunk that identifies nobody."""

    def forget(self) -> None:
        """Throw away what has come to anybody."""
        for peer in vars(self).values():
            peer.forget()


def ask(
    at: Peers,
    number: str,
    caller: str = "+48600100200",
    extra: tuple[str, ...] = (),
    sender: Peer | None = None,
    shown: str = "",
) -> dict[str, Any]:
    """Send an INVITE to a number or URI, from the trunk if no other peer is named. A node that gets it is busy."""
    uri = number if number.startswith(("sip:", "sips:", "tel:", "urn:")) else f"sip:{number}@127.0.0.1"
    call = Call(uri, sender or at.trunk, caller, extra, "sip:edge@127.0.0.1", shown)
    call.sender.send(call.request("INVITE"))
    asked: dict[str, Any] = {"node": None, "invite": None}
    for node in (at.node1, at.node2):
        invite = node.next(0.3)
        while invite and invite.method != "INVITE":
            invite = node.next(0.3)  # what a call before has left over
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


def expect(peer: Peer, timeout: float = 2) -> Message:
    """Wait for the next message, which has to come."""
    message = peer.next(timeout)
    if message is None:
        raise TimeoutError(f"nothing came to {peer.address}:{peer.port}")
    return message


def tag(reply: Message) -> str:
    """Read the tag of a reply's To."""
    return reply.headers("To")[0].partition(";tag=")[2]


def output(*command: str) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def transactions() -> int:
    """Count the transactions of calls since the start: those of the edge's own OPTIONS left out."""
    stats = dict(
        line.strip().split(": ") for line in output("kamcmd", "tm.stats").split("\n") if ": " in line
    )
    return int(stats["total"]) - int(stats["total_local"])


def main_pid() -> str:
    """Tell the process of Kamailio."""
    return output("systemctl", "show", "--value", "-p", "MainPID", "kamailio").strip()
