"""Callers in Python, many at once in one thread: each places a call through the operator's trunk and behaves as told.

For calls of which the exact course does not matter, only that they come to an end; stories are played by SIPp.
"""

import asyncio
import itertools
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from wcoctl.lab.audio.rtp import ALAW, EVENT, FRAME, event_payloads, pack, tone
from wcoctl.lab.play.sip_message import SipMessage

__all__ = ["Caller", "Manner"]

_RESEND, _PATIENCE = 0.5, 20.0
"""Seconds to the first repetition of an unanswered request, and to giving it up."""
_TICK = 0.02
_LEAD_IN = 12
"""Packets of tone before a key: the switchboard has to learn where audio comes from."""
_SILENT = tone(400, amplitude=1)
_VOICE = tone(400)


@dataclass(frozen=True)
class Manner:
    """How a caller behaves."""

    dialled: str
    caller: str
    """'' withholds the number."""
    keys: Sequence[tuple[float, str]] = ()
    """Keys with the seconds after the answer."""
    hang_up_after: float = 60.0
    """Seconds after the call was placed."""
    speaks: bool = False
    """The caller talks all the time instead of pressing keys."""


@dataclass
class Caller(asyncio.DatagramProtocol):
    """One call."""

    manner: Manner
    address: str
    """Of the trunk: this machine."""
    edge: str
    """``address:port``"""
    status: int = 0
    """Last answer to the INVITE; a final one when the call is over."""
    began: float = 0.0
    accepted: float | None = None
    """Seconds until somebody or something of the switchboard answered or rang."""
    trouble: str = ""
    _call: str = field(default_factory=lambda: uuid.uuid4().hex)
    _inbox: asyncio.Queue[SipMessage] = field(default_factory=asyncio.Queue)
    _cseq: int = 1
    _remote: tuple[str, int] | None = None
    _answer: SipMessage | None = None

    def datagram_received(self, data: bytes, _address: object) -> None:
        """Take a message from the edge."""
        self._inbox.put_nowait(SipMessage(time.time(), False, data.decode("utf-8", "replace")))

    async def place(self) -> Self:
        """Place the call and stay until it is over."""
        loop = asyncio.get_running_loop()
        host, _, port = self.edge.partition(":")
        local, remote = (self.address, 0), (host, int(port))
        self._sip, _ = await loop.create_datagram_endpoint(lambda: self, local, remote)
        self._rtp, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local)
        try:
            self.began = loop.time()
            await self._invite()
            if self._answer:
                async with asyncio.TaskGroup() as tasks:
                    sounds = tasks.create_task(self._speak() if self.manner.speaks else self._press())
                    await self._talk()
                    sounds.cancel()
        finally:
            self._sip.close()
            self._rtp.close()
        return self

    @property
    def _left(self) -> float:
        """Seconds until the caller hangs up."""
        return self.began + self.manner.hang_up_after - asyncio.get_running_loop().time()

    async def _invite(self) -> None:
        """Send the INVITE and see to a final answer; who loses patience cancels."""
        wait, spent, cancelling = _RESEND, 0.0, False
        self._send(self._request("INVITE", self._branch, self._sdp()))
        while True:
            message = await self._receive(wait if cancelling or not self.status else max(self._left, 0.0))
            if message is None:
                cancelling = cancelling or bool(self.status)
                self._send(
                    self._request("CANCEL", self._branch)
                    if cancelling
                    else self._request("INVITE", self._branch, self._sdp())
                )
                spent, wait = spent + wait, min(2 * wait, 4.0)
                if spent > _PATIENCE:
                    self.trouble = f"no final answer after {spent:.0f} s, the last one was {self.status}"
                    return
            elif message.method == "INVITE" and message.status:
                self.status = message.status
                if 100 < message.status < 300 and self.accepted is None:
                    self.accepted = asyncio.get_running_loop().time() - self.began
                if message.status >= 200:
                    self._finally(message)
                    return

    def _finally(self, message: SipMessage) -> None:
        if message.status < 300:
            self._answer, self._remote = message, message.media
            self._send(self._in_dialog("ACK"))
        else:
            self._send(self._request("ACK", self._branch, to=message.header("To")))

    async def _talk(self) -> None:
        """Stay in the answered call until one side hangs up."""
        while (left := self._left) > 0:
            message = await self._receive(left)
            if message and message.first_line.startswith("BYE "):
                return
            if message and message.method == "INVITE" and message.status:
                self._send(self._in_dialog("ACK"))
        self._cseq += 1
        bye, wait, spent = self._in_dialog("BYE"), _RESEND, 0.0
        while spent < _PATIENCE:
            self._send(bye)
            message = await self._receive(wait)
            if message and (message.method == "BYE"):
                return
            spent, wait = spent + wait, min(2 * wait, 4.0)
        self.trouble = "the BYE was not answered"

    async def _press(self) -> None:
        """Press the keys; between them nothing is sent."""
        began, sequence, clock = asyncio.get_running_loop().time(), 0, 0
        for at, digits in self.manner.keys:
            await asyncio.sleep(max(0.0, began + at - asyncio.get_running_loop().time()))
            for digit in digits:
                events = event_payloads(digit)
                start = clock + _LEAD_IN * FRAME
                frames = [(ALAW, _SILENT[0], clock + n * FRAME, n == 0) for n in range(_LEAD_IN)]
                frames += [(EVENT, payload, start, n == 0) for n, payload in enumerate(events)]
                for kind, payload, timestamp, marker in frames:
                    self._sound(kind, payload, sequence, timestamp, marker)
                    sequence += 1
                    await asyncio.sleep(_TICK)
                clock += len(frames) * FRAME

    async def _speak(self) -> None:
        """Talk until the call ends."""
        for sequence in itertools.count():
            self._sound(ALAW, _VOICE[sequence % len(_VOICE)], sequence, sequence * FRAME, sequence == 0)
            await asyncio.sleep(_TICK)

    def _sound(self, kind: int, payload: bytes, sequence: int, clock: int, marker: bool) -> None:
        """Send one packet of audio or of a key."""
        if self._remote:
            packet = pack(kind, marker, sequence, clock, int(self._call[:7], 16), payload)
            self._rtp.sendto(packet, self._remote)

    async def _receive(self, seconds: float) -> SipMessage | None:
        """Return the next message, None when none comes; requests are answered at once."""
        try:
            message = await asyncio.wait_for(self._inbox.get(), seconds)
        except TimeoutError:
            return None
        if not message.status and message.method != "ACK":
            self._send(_response(message, self._sdp() if message.method == "INVITE" else ""))
        return message

    def _send(self, text: str) -> None:
        self._sip.sendto(text.encode())

    @property
    def _branch(self) -> str:
        return f"z9hG4bK{self._call}"

    @property
    def _local(self) -> str:
        host, port = self._sip.get_extra_info("sockname")
        return f"{host}:{port}"

    @property
    def _from(self) -> str:
        shown = (
            f"{self.manner.caller}@{self.address}" if self.manner.caller else "anonymous@anonymous.invalid"
        )
        return f"<sip:{shown}>;tag={self._call}"

    def _request(self, method: str, branch: str, body: str = "", to: str = "") -> str:
        """Return a request of the INVITE's own transaction."""
        uri = f"sip:{self.manner.dialled}@{self.edge}"
        identity = (
            f"P-Asserted-Identity: <sip:{self.manner.caller}@{self.address}>"
            if self.manner.caller
            else "Privacy: id"
        )
        return self._text(method, uri, branch, to or f"<{uri}>", [identity], body)

    def _in_dialog(self, method: str) -> str:
        """Return a request of the answered call."""
        assert self._answer
        target = self._answer.header("Contact").partition("<")[2].partition(">")[0]
        routes = [f"Route: {route}" for route in reversed(_all(self._answer, "Record-Route"))]
        return self._text(method, target, f"z9hG4bK{uuid.uuid4().hex}", self._answer.header("To"), routes, "")

    def _text(self, method: str, uri: str, branch: str, to: str, more: Sequence[str], body: str) -> str:
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._local};branch={branch}",
            f"From: {self._from}",
            f"To: {to}",
            f"Call-ID: {self._call}",
            f"CSeq: {self._cseq} {method}",
            f"Contact: <sip:caller@{self._local}>",
            "Max-Forwards: 70",
            *more,
        ]
        return _with_body(lines, body)

    def _sdp(self) -> str:
        host, port = self._rtp.get_extra_info("sockname")
        lines = [
            *("v=0", f"o=caller 1 1 IN IP4 {host}", "s=call", f"c=IN IP4 {host}", "t=0 0"),
            *(f"m=audio {port} RTP/AVP {ALAW} {EVENT}", f"a=rtpmap:{ALAW} PCMA/8000"),
            *(f"a=rtpmap:{EVENT} telephone-event/8000", f"a=fmtp:{EVENT} 0-16", "a=ptime:20", "a=sendrecv"),
        ]
        return "".join(f"{line}\r\n" for line in lines)


def _response(request: SipMessage, body: str) -> str:
    """Return 200 OK."""
    same = [f"{name}: {value}" for name in ("Via", "Record-Route") for value in _all(request, name)]
    same += [f"{name}: {request.header(name)}" for name in ("From", "To", "Call-ID", "CSeq")]
    return _with_body(["SIP/2.0 200 OK", *same], body)


def _with_body(lines: Sequence[str], body: str) -> str:
    kind = ["Content-Type: application/sdp"] if body else []
    return "\r\n".join([*lines, *kind, f"Content-Length: {len(body)}", "", body])


def _all(message: SipMessage, name: str) -> list[str]:
    """Return all headers of this name, a list in one line taken apart."""
    found = re.findall(rf"(?im)^{re.escape(name)}[ \t]*:[ \t]*([^\r\n]*)", message.text)
    return [part.strip() for line in found for part in re.split(r",\s*(?=<)", line)]
