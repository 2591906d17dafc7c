"""Ends of audio for calls written by hand: they send what they are told and keep what comes."""

import itertools
import re
import socket
import time
from collections.abc import Callable, Iterator

from tests.tools.peers import Call, Message, Peer
from wcoctl.lab.audio.rtp import ALAW, EVENT, FRAME, event_payloads, pack

__all__ = [
    "Ear",
    "Talk",
    "answered",
    "final",
    "invited",
    "media",
    "offer",
    "place",
    "seconds",
    "talk",
    "until",
]

_CLOCK = 0.02


def offer(address: str, port: int, *more: str) -> str:
    """Return an SDP of G.711 and telephone events, with more lines at its end."""
    lines = ["v=0", f"o=x 1 1 IN IP4 {address}", "s=x", f"c=IN IP4 {address}", "t=0 0"]
    lines += [f"m=audio {port} RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000", *more]
    return "".join(f"{line}\r\n" for line in lines)


class Ear:
    """One UDP port."""

    def __init__(self, address: str, sign: int, port: int = 0) -> None:
        self.address, self.sign = address, sign
        self.heard: list[bytes] = []
        self._sequence = itertools.count(1)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])

    @property
    def voice(self) -> bytes:
        """The payload that this end sends and no other one."""
        return bytes([self.sign]) * FRAME

    def speak(self, to: tuple[str, int]) -> None:
        """Send 20 ms of audio."""
        number = next(self._sequence)
        self._send(pack(ALAW, number == 1, number, number * FRAME, self.sign, self.voice), to)

    def press(self, key: str, to: tuple[str, int]) -> None:
        """Send a key (RFC 4733)."""
        moment = next(self._sequence) * FRAME
        for n, payload in enumerate(event_payloads(key)):
            self._send(pack(EVENT, n == 0, next(self._sequence), moment, self.sign, payload), to)
            time.sleep(_CLOCK)

    def _send(self, data: bytes, to: tuple[str, int]) -> None:
        self._socket.sendto(data, to)

    def listen(self) -> None:
        """Keep what has come."""
        while True:
            try:
                self.heard.append(self._socket.recv(2048))
            except BlockingIOError:
                return

    def hears(self, other: "Ear") -> bool:
        """Tell whether the other's voice has come by now."""
        self.listen()
        return any(other.voice in packet for packet in self.heard)

    def close(self) -> None:
        """Leave the port."""
        self._socket.close()


class Talk:
    """A call that a peer has placed and that was answered, or rings."""

    def __init__(self, call: Call, answer: Message) -> None:
        self.call, self.answer = call, answer
        self.routes = tuple(reversed(answer.headers("Record-Route")))

    @property
    def node(self) -> tuple[str, int]:
        """Where the node wants its audio."""
        return media(self.answer)

    def request(
        self,
        method: str,
        cseq: int,
        body: str = "",
        *,
        routes: tuple[str, ...] = (),
        tag: str = "",
        extra: tuple[str, ...] = (),
    ) -> str:
        """Write a request of the dialog, or one with other routes or another tag in To."""
        contact = re.search(r"<([^>]+)>", self.answer.headers("Contact")[0])
        assert contact
        tag = tag or self.answer.headers("To")[0].partition("tag=")[2]
        within = Call(
            contact[1], self.call.sender, self.call.caller, extra, self.call.uri, number=self.call.number
        )
        return within.request(method, cseq, tag, routes or self.routes, body)

    def ask(
        self,
        method: str,
        cseq: int,
        body: str = "",
        *,
        routes: tuple[str, ...] = (),
        tag: str = "",
        by: Peer | None = None,
    ) -> int:
        """Send a request of the dialog, from any peer; the final answer's status, 0 without one."""
        me, by = self.call.sender, by or self.call.sender
        text = self.request(method, cseq, body, routes=routes, tag=tag)
        by.send(text.replace(f"UDP {me.address}:{me.port}", f"UDP {by.address}:{by.port}"))
        answer = _final(by)
        return answer.status if answer else 0

    def end(self, cseq: int = 90) -> None:
        """Hang up."""
        self.call.sender.send(self.request("BYE", cseq))


def media(message: Message) -> tuple[str, int]:
    """Return where a message wants its audio."""
    address = re.search(r"(?m)^c=IN IP4 ([\d.]+)", message.text)
    port = re.search(r"(?m)^m=audio (\d+)", message.text)
    assert address, message.text
    assert port, message.text
    return address[1], int(port[1])


def place(peer: Peer, number: str, body: str, caller: str = "+48600100200", *extra: str) -> Call:
    """Call a number, with more header fields at the end."""
    identity = f"P-Asserted-Identity: <sip:{caller}@{peer.address}>"
    call = Call(f"sip:{number}@{peer.edge[0]}", peer, caller, (identity, *extra))
    peer.send(call.request("INVITE", body=body))
    return call


def final(peer: Peer) -> Message:
    """Wait for the final answer to a call."""
    message = _final(peer)
    assert message, "no final answer"
    return message


def _final(peer: Peer) -> Message | None:
    while (message := peer.next(8)) and message.status < 200:
        pass
    return message


def talk(peer: Peer, number: str, body: str) -> Talk:
    """Call a number that is answered."""
    return answered(place(peer, number, body))


def answered(call: Call) -> Talk:
    """Wait until a call is answered, and acknowledge that."""
    message = final(call.sender)
    assert message.status == 200
    talk = Talk(call, message)
    call.sender.send(talk.request("ACK", 1))
    return talk


def invited(peer: Peer, timeout: float) -> Message | None:
    """Wait for an INVITE; the ends of earlier calls are acknowledged."""
    while message := peer.next(timeout):
        if message.first.startswith("INVITE"):
            return message
        if message.first.startswith("BYE"):
            peer.reply(message, 200, "OK")
    return None


def seconds(duration: float) -> Iterator[None]:
    """Go on at the pace of audio."""
    for _ in range(round(duration / _CLOCK)):
        yield
        time.sleep(_CLOCK)


def until(done: Callable[[], bool], *, least: float = 0, most: float = 8) -> Iterator[None]:
    """Go on at the pace of audio until something holds, for so many seconds at least and at most."""
    yield from seconds(least)
    for _ in seconds(most - least):
        if done():
            return
        yield
