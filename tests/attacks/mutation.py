"""A trunk sends broken messages: what it is told, and what of them arrives at a media node."""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from tests.attacks.mutate import mutants
from tests.attacks.oracle import faults
from tests.attacks.torture import sdp
from tests.attacks.wire import arriving
from tests.standalone import Lab

__all__ = ["Seen", "attack"]

BUSY = "+48221009999"
"""The site's test number: a call to it costs least."""
TALKS = "+48223003002"
"""A number whose menu talks to the caller: a dialog to break messages of."""
TALK_SECONDS = 15.0


@dataclass
class Seen:
    """What came of the messages."""

    sent: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    arrived: int = 0
    invalid: list[tuple[list[str], bytes]] = field(default_factory=list)
    """Faults of a message that arrived at the media node, and the message."""

    def __str__(self) -> str:
        told = ", ".join(f"{count} {status}" for status, count in sorted(self.answers.items()))
        return f"{self.sent} sent, {self.arrived} messages at the media node, {len(self.invalid)} of them invalid; answers: {told}"


def attack(lab: Lab, address: str, *, count: int, rate: float, seed: int) -> Seen:
    """Send so many broken messages from a trunk's address, so many a second."""
    seen = Seen()
    with arriving(lab) as arrived, _Trunk(address, lab.edge, seen.answers).open() as trunk:
        begin = time.monotonic()
        for number, message in enumerate(islice(mutants(seed, trunk.message), count)):
            trunk.send(message[:60000])
            time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        seen.sent = count
        time.sleep(1)
    seen.arrived = len(arrived)
    seen.invalid = [(wrong, message) for message in arrived if (wrong := faults(message))]
    return seen


class _Trunk:
    """Where the messages come from, and the whole ones they are made of: new calls, and what belongs to one that talks."""

    def __init__(self, address: str, edge: str, answers: Counter[int]) -> None:
        self._address, self._edge, self._answers = address, edge, answers
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._told: set[bytes] = set()
        self._dialog: dict[str, str] = {}
        self._renewed = 0.0
        self._ends = threading.Event()

    @contextmanager
    def open(self) -> Iterator["_Trunk"]:
        """Listen while the context lasts."""
        self._socket.bind((self._address, 5060))
        self._socket.settimeout(0.2)
        listener = threading.Thread(target=self._listen)
        listener.start()
        try:
            yield self
        finally:
            self._ends.set()
            listener.join()
            self._socket.close()

    def send(self, message: bytes) -> None:
        """Send to the edge."""
        self._socket.sendto(message, (self._edge, 5060))

    def message(self, number: int) -> bytes:
        """Write the message of this number before it is broken."""
        if time.monotonic() > self._renewed + TALK_SECONDS:
            self._renewed = time.monotonic()
            self._dialog = {}
            self.send(self._request("INVITE", TALKS, f"talk-{number}", sdp(self._address).encode()))
        kind = number % 12
        if kind < 5 or not self._dialog:
            return self._request(
                "INVITE", BUSY if kind else "+48221999999", f"new-{number}", sdp(self._address).encode()
            )
        if kind < 7:
            return self._reply(number)
        method = ("OPTIONS", "INFO", "UPDATE", "INVITE", "MESSAGE")[kind - 7]
        body = (
            b"Signal=5\r\nDuration=160\r\n"
            if method == "INFO"
            else sdp(self._address).encode()
            if method == "INVITE"
            else b""
        )
        return self._request(method, "", f"in-{number}", body)

    def _request(self, method: str, user: str, branch: str, body: bytes) -> bytes:
        inside = self._dialog if not user else {}
        kind = "application/dtmf-relay" if method == "INFO" else "application/sdp"
        lines = [
            f"{method} {inside.get('contact') or f'sip:{user}@{self._edge}'} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._address}:5060;branch=z9hG4bK-{branch};rport",
            f'From: "Jan Kłos" <sip:+48600100200@{self._address}>;tag=from',
            f"To: {inside.get('to') or f'<sip:{user}@{self._edge}>'}",
            f"Call-ID: {inside.get('call') or f'{branch}@{self._address}'}",
            f"CSeq: {branch.rpartition('-')[2]} {method}",
            "Max-Forwards: 70",
            f"Contact: <sip:peer@{self._address}:5060;transport=udp>",
            *([f"Route: {inside['route']}"] if inside else []),
            "P-Asserted-Identity: <sip:+48600100200@ims.test;user=phone>, <tel:+48600100200>",
            "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE, INFO",
            "Supported: timer, 100rel",
            "User-Agent: Gateway/1.2 (of the tests)",
            "Session-Expires: 1800;refresher=uac",
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _reply(self, number: int) -> bytes:
        lines = [
            f"SIP/2.0 {180 + number % 4} Ringing",
            f"Via: SIP/2.0/UDP {self._edge};branch=z9hG4bK-{number}.0",
            f"Via: SIP/2.0/UDP {self._edge}:5080;rport=5080;branch=z9hG4bK-{number}",
            f"Record-Route: <sip:{self._edge};lr>",
            f"From: <sip:+48221009999@{self._edge}>;tag=a",
            f"To: <sip:+48600100200@{self._address}>;tag=b",
            f"Call-ID: out-{number}",
            f"CSeq: {number} INVITE",
            f"Contact: <sip:peer@{self._address}>",
            "Content-Length: 0",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def _listen(self) -> None:
        while not self._ends.is_set():
            try:
                message = self._socket.recv(65535)
            except TimeoutError:
                continue
            if message.startswith((b"OPTIONS ", b"BYE ")):
                self.send(_echo(message, b"SIP/2.0 200 OK"))
            elif message.startswith(b"SIP/2.0 "):
                self._hear(message)

    def _hear(self, reply: bytes) -> None:
        """Count a final answer once, and acknowledge it."""
        status = int(reply[8:11])
        if status < 200:
            return
        key = b"".join(re.findall(rb"(?im)^(?:cseq|call-id|via):.*$", reply))
        if key not in self._told:
            self._told.add(key)
            self._answers[status] += 1
        fields = dict(re.findall(r"(?m)^([A-Za-z-]+): (.*)\r$", reply.decode("utf-8", "replace")))
        number, _, method = fields.get("CSeq", "").partition(" ")
        if method == "INVITE" and status >= 300:
            self.send(
                _echo(reply, f"ACK sip:{self._edge} SIP/2.0".encode()).replace(b" INVITE\r\n", b" ACK\r\n")
            )
        elif method == "INVITE" and fields.get("Call-ID", "").startswith("talk-"):
            contact = fields["Contact"].partition("<")[2].partition(">")[0]
            ends = {"contact": contact, "to": fields["To"], "call": fields["Call-ID"]}
            self._dialog = {**ends, "route": fields["Record-Route"]}
            self.send(self._request("ACK", "", f"ack-{number}", b""))


def _echo(message: bytes, first: bytes) -> bytes:
    """Return a message that begins so and has the Vias, ends, Call-ID and CSeq of another."""
    head = message.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    kept = [line for line in head if re.match(rb"(?i)(via|from|to|call-id|cseq)\s*:", line)]
    return b"\r\n".join([first, *kept, b"Max-Forwards: 70", b"Content-Length: 0", b"", b""])
