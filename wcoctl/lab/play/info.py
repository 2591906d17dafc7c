"""Keys by SIP INFO, within a dialogue that SIPp holds."""

import re
import socket
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from wcoctl.lab.play.sip_message import SipMessage

__all__ = ["Informer"]

_FIRST = 10
"""CSeq of the first INFO; SIPp's requests in a dialogue are numbered below, but for the last one (BYE)."""


@dataclass
class Informer:
    """Sends a key each time it is called, from a port of its own."""

    address: str
    edge: str
    """Where to, ``address:port``."""
    target: str
    headers: tuple[str, ...]
    _number: int = field(default=_FIRST)

    @classmethod
    def of_caller(cls, answer: SipMessage, address: str, edge: str) -> "Informer":
        """Return that of a caller whose INVITE was answered."""
        ends = (f"From: {answer.header('From')}", f"To: {answer.header('To')}")
        return cls._along(answer, ends, reversed(_routes(answer)), address, edge)

    @classmethod
    def of_phone(cls, invite: SipMessage, answer: SipMessage, address: str, edge: str) -> "Informer":
        """Return that of a phone that has answered an INVITE."""
        ends = (f"From: {answer.header('To')}", f"To: {answer.header('From')}")
        return cls._along(invite, ends, _routes(invite), address, edge)

    @classmethod
    def _along(
        cls, peer: SipMessage, ends: tuple[str, str], routes: Iterable[str], address: str, edge: str
    ) -> "Informer":
        target = re.search(r"<([^>]+)>", peer.header("Contact"))
        known = (*ends, f"Call-ID: {peer.header('Call-ID')}", *(f"Route: {route}" for route in routes))
        return cls(address, edge, target[1] if target else "", known)

    def __call__(self, key: str) -> None:
        """Send a key."""
        host, _, port = self.edge.partition(":")
        body = f"Signal={key}\r\nDuration=160\r\n"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.bind((self.address, 0))
            via = f"{self.address}:{end.getsockname()[1]};branch=z9hG4bK{uuid.uuid4().hex}"
            lines = [
                f"INFO {self.target} SIP/2.0",
                f"Via: SIP/2.0/UDP {via}",
                *self.headers,
                f"CSeq: {self._number} INFO",
                "Max-Forwards: 70",
                "Content-Type: application/dtmf-relay",
                f"Content-Length: {len(body)}",
            ]
            end.sendto("\r\n".join([*lines, "", body]).encode(), (host, int(port or 5060)))
        self._number += 1


def _routes(message: SipMessage) -> list[str]:
    """Return the hops of all Record-Route headers."""
    headers = re.findall(r"(?im)^Record-Route[ \t]*:[ \t]*([^\r\n]*)", message.text)
    return [hop.strip() for header in headers for hop in header.split(",")]
