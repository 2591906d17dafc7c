"""A small edge for tests: calls Asterisk as the operator's network would, and plays the phones that Asterisk rings."""

import random
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

from wcoctl.lab.play.sip_message import SipMessage

KEYS = "0123456789*#"
OK = 200


@dataclass
class Phone:
    """What a phone does when it rings: after `delay` seconds it gives `status`, and hangs up `talk` seconds after a 200."""

    status: int | None = OK
    delay: float = 0.3
    talk: float | None = None


@dataclass
class EdgeCall:
    """A call to a main number, from its INVITE on."""

    edge: "Edge"
    identity: str
    request: str
    rtp: socket.socket
    status: int = 0
    final: SipMessage | None = None
    decided: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    sequence: int = 0

    def wait(self, seconds: float = 15) -> int:
        """Return the final status of the INVITE, 0 if there was none in time."""
        self.decided.wait(seconds)
        return self.status

    def press(self, keys: str, pause: float = 0.2) -> None:
        """Send keys as RFC 4733 events."""
        assert self.final is not None
        remote = self.final.media
        assert remote
        for key in keys:
            stamp = self.sequence * 8000
            for step, duration in enumerate([160, 320, 480, 640, 800, 800, 800]):
                self.sequence += 1
                packet = struct.pack(
                    "!BBHII", 0x80, 101 | (0x80 if step == 0 else 0), self.sequence, stamp, 7
                )
                packet += struct.pack("!BBH", KEYS.index(key), 0x80 | 10 if step > 3 else 10, duration)
                self.rtp.sendto(packet, remote)
                time.sleep(0.02)
            time.sleep(pause)

    def hang_up(self) -> None:
        """End the call: CANCEL before the answer, BYE after it."""
        self.edge.finish(self)
        self.ended.set()


class Edge(threading.Thread):
    """The edge at one address and port; phones maps numbers to what they do, rung lists the INVITEs that came."""

    def __init__(self, address: str, port: int, asterisk: tuple[str, int]) -> None:
        """Listen and begin to serve."""
        super().__init__(daemon=True)
        self.address, self.port, self.asterisk = address, port, asterisk
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, port))
        self.phones: dict[str, Phone] = {}
        self.rung: list[tuple[str, SipMessage]] = []
        self.calls: dict[str, EdgeCall] = {}
        self.cancelled: set[str] = set()
        self.start()

    def call(
        self, dialled: str, caller: str = "+48600100200", private: bool = False, says: str | None = None
    ) -> EdgeCall:
        """Call a main number. The edge says who calls, and whatever else a test has it say, a line for each header."""
        rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        rtp.bind((self.address, 0))
        identity = f"{random.getrandbits(64):x}"
        shown = "sip:anonymous@anonymous.invalid" if private else f"sip:{caller}@{self.address}"
        request = (
            f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{identity};rport\r\n"
            f"From: <{shown}>;tag={identity}\r\nTo: <sip:{dialled}@{self.asterisk[0]}>\r\nCall-ID: {identity}\r\n"
        )
        call = self.calls[identity] = EdgeCall(self, identity, request, rtp)
        extra = f"Contact: <sip:edge@{self.address}:{self.port}>\r\n"
        extra += f"X-WCO-Caller: {caller};source=pai\r\n" if says is None else says
        extra += "Privacy: id\r\n" if private else ""
        self.send(
            f"INVITE sip:{dialled}@{self.asterisk[0]} SIP/2.0\r\n{request}CSeq: 1 INVITE\r\n{extra}",
            self.sdp(rtp),
        )
        return call

    def sdp(self, rtp: socket.socket) -> str:
        """Describe A-law and telephone events at the socket."""
        return (
            f"v=0\r\no=- 1 1 IN IP4 {self.address}\r\ns=-\r\nc=IN IP4 {self.address}\r\nt=0 0\r\n"
            f"m=audio {rtp.getsockname()[1]} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n"
        )

    def send(self, head: str, body: str = "") -> None:
        """Send a message whose head has no content headers yet."""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = f"{head}Max-Forwards: 70\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        self.socket.sendto(text.encode(), self.asterisk)

    def finish(self, call: EdgeCall) -> None:
        """Send what ends the call from the caller's side."""
        method, number = ("BYE", 2) if call.final else ("CANCEL", 1)
        request = call.request
        if call.final:
            request = re.sub("branch=z9hG4bK", "branch=z9hG4bKbye", request)
            request = re.sub(r"To: .*\r\n", f"To: {call.final.header('To')}\r\n", request)
        target = re.search(r"To: <(sip:[^>]+)>", request)
        assert target
        self.send(f"{method} {target[1]} SIP/2.0\r\n{request}CSeq: {number} {method}\r\n")

    def run(self) -> None:
        """Serve what comes."""
        while data := self.socket.recv(65535):
            message = SipMessage(data.decode())
            if message.status:
                self.response(message)
            else:
                self.request(message)

    def close(self) -> None:
        """End to serve, and free the port."""
        self.socket.sendto(b"", (self.address, self.port))
        self.join()
        self.socket.close()

    def response(self, message: SipMessage) -> None:
        """Note the final status of an INVITE, and acknowledge it."""
        call = self.calls.get(message.header("Call-ID"))
        if call is None or message.status < OK or "INVITE" not in message.header("CSeq"):
            return
        request = re.sub(r"To: .*\r\n", f"To: {message.header('To')}\r\n", call.request)
        self.send(f"ACK sip:{self.asterisk[0]} SIP/2.0\r\n{request}CSeq: 1 ACK\r\n")
        call.status = message.status
        if message.status == OK:
            call.final = message
        else:
            call.ended.set()
        call.decided.set()

    def request(self, message: SipMessage) -> None:
        """Answer Asterisk's requests; an INVITE rings a phone."""
        method = message.method
        if method == "INVITE":
            threading.Thread(target=self.ring, args=(message,), daemon=True).start()
        elif method != "ACK":
            self.reply(message, OK)
        if method == "CANCEL":
            self.cancelled.add(message.header("Call-ID"))
        if method == "BYE" and message.header("Call-ID") in self.calls:
            self.calls[message.header("Call-ID")].ended.set()

    def reply(self, message: SipMessage, status: int, body: str = "") -> None:
        """Answer a request."""
        tag = "" if ";tag=" in message.header("To") else ";tag=phone"
        copied = "".join(f"{line}\r\n" for line in message.lines("via", "from", "call-id", "cseq"))
        contact = f"Contact: <sip:phone@{self.address}:{self.port}>\r\n"
        self.send(f"SIP/2.0 {status} Test\r\n{copied}To: {message.header('To')}{tag}\r\n{contact}", body)

    def ring(self, invite: SipMessage) -> None:
        """Play one phone."""
        found = re.search(r"sip:([^@]+)@", invite.first_line)
        number = found[1] if found else ""
        phone, identity = self.phones.get(number, Phone(status=None)), invite.header("Call-ID")
        self.rung.append((number, invite))
        self.reply(invite, 180)
        deadline = time.monotonic() + (60 if phone.status is None else phone.delay)
        while time.monotonic() < deadline and identity not in self.cancelled:
            time.sleep(0.02)
        if identity in self.cancelled:
            self.reply(invite, 487)
        elif phone.status == OK:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
                rtp.bind((self.address, 0))
                self.reply(invite, OK, self.sdp(rtp))
                if phone.talk is not None:
                    time.sleep(phone.talk)
                    self.bye(invite)
        elif phone.status:
            self.reply(invite, phone.status)

    def bye(self, invite: SipMessage) -> None:
        """Hang up as the phone that was called."""
        contact = re.search(r"<(sip:[^>]+)>", invite.header("Contact"))
        assert contact
        self.send(
            f"BYE {contact[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{random.getrandbits(64):x};rport\r\n"
            f"From: {invite.header('To')};tag=phone\r\nTo: {invite.header('From')}\r\n"
            f"Call-ID: {invite.header('Call-ID')}\r\nCSeq: 1 BYE\r\n"
        )
