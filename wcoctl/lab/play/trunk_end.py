"""The operator's end of the trunk: one port for all phones, each of which is played by the SIPp of its story."""

import socket
import threading
from collections.abc import Collection
from dataclasses import dataclass, field

from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.names import digits

__all__ = ["TrunkEnd", "called"]

_WAIT = 0.2
"""Seconds after which the thread looks whether it is to end."""
_Peer = tuple[str, int]


@dataclass
class TrunkEnd:
    """A context manager: what the switchboard sends goes on to the SIPp of the called phone, and what that sends back."""

    address: str
    port: int
    _socket: socket.socket = field(init=False)
    _thread: threading.Thread = field(init=False)
    _end: threading.Event = field(default_factory=threading.Event)
    _sipps: dict[str, int] = field(default_factory=dict)
    """Port of each number's SIPp."""
    _calls: dict[str, tuple[_Peer, _Peer]] = field(default_factory=dict)
    """The edge and the SIPp of each call, by Call-ID."""

    def __enter__(self) -> "TrunkEnd":
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self.address, self.port))
        self._socket.settimeout(_WAIT)
        self._thread = threading.Thread(target=self._run, name="trunk", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()
        self._socket.close()

    def lend(self, numbers: Collection[str], port: int) -> None:
        """Have the SIPp at this port play the phones of these numbers, which nobody else plays."""
        self._sipps |= dict.fromkeys(map(digits, numbers), port)

    def take_back(self, numbers: Collection[str]) -> None:
        """End what `lend` began."""
        for number in numbers:
            self._sipps.pop(digits(number), None)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                data, source = self._socket.recvfrom(65535)
            except TimeoutError:
                continue
            self._pass_on(data, source)

    def _pass_on(self, data: bytes, source: _Peer) -> None:
        message = SipMessage(data.decode("utf-8", "replace"))
        call_id, number = message.header("Call-ID"), called(message)
        if call_id not in self._calls and number is not None:
            port = self._sipps.get(number)
            if port is None:
                self._socket.sendto(_unknown(message), source)
                return
            self._calls[call_id] = (source, (self.address, port))
        if call_id in self._calls:
            edge, sipp = self._calls[call_id]
            self._socket.sendto(data, edge if source == sipp else sipp)


def called(message: SipMessage) -> str | None:
    """Return the digits of the number that an INVITE is for, None for any other message."""
    if not message.first_line.startswith("INVITE "):
        return None
    user = message.first_line.split()[1].partition(":")[2].partition("@")[0].partition(";")[0]
    return digits(user.replace("%23", "#"))


def _unknown(invite: SipMessage) -> bytes:
    """Return the answer to a call of a phone that nobody plays."""
    lines = invite.lines("Via", "From", "To", "Call-ID", "CSeq")
    return "\r\n".join(["SIP/2.0 404 Not Found", *lines, "Content-Length: 0", "", ""]).encode()
