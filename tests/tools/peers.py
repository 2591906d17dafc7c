"""Fake SIP peers of an edge, one address and port each: what they are sent is kept, OPTIONS are answered.

The scenario of role kamailio copies this file and that of the SIP message into its container.
"""

import itertools
import queue
import secrets
import select
import socket
import threading
from dataclasses import dataclass, field

from wcoctl.lab.play.sip_message import SipMessage

EDGE = ("127.0.0.1", 5060)
_numbers = itertools.count(secrets.randbelow(1_000_000_000))
"""Calls of two runs are never the same call."""


@dataclass
class Dialog:
    """A dialog as its caller sees it."""

    uri: str
    sender: "Peer"
    caller: str = "+48600100200"
    extra: tuple[str, ...] = ()
    to: str = ""
    shown: str = ""
    """What From says, if not the caller."""
    number: int = field(default_factory=lambda: next(_numbers))

    def request(
        self, method: str, cseq: int = 1, to_tag: str = "", routes: tuple[str, ...] = (), body: str = ""
    ) -> str:
        """Write a request of this dialog; a body is SDP."""
        me = f"{self.sender.address}:{self.sender.port}"
        branch = f"z9hG4bK-{self.number}-{cseq}" + ("-ack" if method == "ACK" and to_tag and routes else "")
        shown = self.shown or f'"Caller" <sip:{self.caller}@{me}>'
        lines = [
            f"{method} {self.uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {me};branch={branch}",
            f"From: {shown};tag=from-{self.number}",
            f"To: <{self.to or self.uri}>" + (f";tag={to_tag}" if to_tag else ""),
            f"Call-ID: call-{self.number}@{self.sender.address}",
            f"CSeq: {cseq} {method}",
            "Max-Forwards: 70",
            f"Contact: <sip:peer@{me}>",
            *(f"Route: {route}" for route in routes),
            *self.extra,
        ]
        return _with_body(lines, body)


class Peer:
    """One address and port that speaks SIP over UDP."""

    def __init__(self, address: str, port: int, edge: tuple[str, int] = EDGE) -> None:
        self.address, self.port, self.edge = address, port, edge
        self.received: queue.Queue[SipMessage] = queue.Queue()
        self.silent = False
        self.unanswered: queue.Queue[SipMessage] = queue.Queue()
        self._open = True
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        while self._open:
            # Closing does not wake up who waits for a message.
            if not select.select([self._socket], [], [], 0.2)[0]:
                continue
            message = SipMessage(self._socket.recv(65535).decode("utf-8", "replace"))
            if self.silent:
                self.unanswered.put(message)
                continue
            if not message.text.strip():
                continue
            if message.first_line.startswith("OPTIONS"):
                self.reply(message, 200, "OK")
            else:
                self.received.put(message)

    def send(self, text: str | bytes) -> None:
        """Send to the edge."""
        self._socket.sendto(text.encode() if isinstance(text, str) else text, self.edge)

    def reply(
        self,
        request: SipMessage,
        status: int,
        reason: str,
        extra: tuple[str, ...] = (),
        body: str = "",
        contact: str | None = "",
    ) -> None:
        """Answer a request along its Via headers; a body is SDP. Contact: '' is this peer's own, None is none."""
        lines = request.lines("via", "from", "to", "call-id", "cseq", "record-route")
        if status > 100:
            lines = [
                f"{x};tag=to-{self.port}" if x.startswith("To:") and "tag=" not in x else x for x in lines
            ]
        if contact is not None:
            lines.append(f"Contact: {contact or f'<sip:node@{self.address}:{self.port}>'}")
        lines += extra
        self.send(_with_body([f"SIP/2.0 {status} {reason}", *lines], body))

    def next(self, timeout: float = 2.0) -> SipMessage | None:
        """Wait for the next message other than OPTIONS and 100; None if none comes."""
        try:
            while True:
                message = self.received.get(timeout=timeout)
                if message.status != 100:
                    return message
        except queue.Empty:
            return None

    def ask_by_tcp(self) -> str:
        """Send OPTIONS over a new TCP connection and return the first line of the answer, '' for none."""
        text = Dialog(f"sip:{self.edge[0]}", self).request("OPTIONS").replace("SIP/2.0/UDP", "SIP/2.0/TCP")
        with socket.create_connection(self.edge, timeout=1, source_address=(self.address, 0)) as connection:
            connection.sendall(text.encode())
            try:
                return connection.recv(65535).decode().split("\r\n", 1)[0]
            except TimeoutError:
                return ""

    def close(self) -> None:
        """Leave the address to others."""
        self._open = False
        self._listener.join()
        self._socket.close()

    def forget(self) -> None:
        """Throw away what has come."""
        while not self.received.empty():
            self.received.get()


def _with_body(lines: list[str], body: str) -> str:
    kind = ["Content-Type: application/sdp"] if body else []
    return "\r\n".join([*lines, *kind, f"Content-Length: {len(body)}", "", body])
