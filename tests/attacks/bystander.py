"""A trunk whose customers do nothing wrong: it calls a company, again and again, and plays its phones."""

import threading
import time

from tests.tools.peers import Call, Message, Peer

__all__ = ["Bystander"]

PATIENCE = 4.0
"""Seconds in which a phone has to ring."""


class Bystander:
    """Calls a number one call at a time while the context lasts; a call has passed when its caller hears it ring."""

    def __init__(self, peer: Peer, number: str, pause: float = 0.2) -> None:
        self.placed, self.passed = 0, 0
        self._peer, self._number, self._pause = peer, number, pause
        self._ringing: dict[str, Message] = {}
        self._ends = threading.Event()
        self._caller = threading.Thread(target=self._call, daemon=True)

    def __enter__(self) -> "Bystander":
        self._caller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._caller.join()

    def _call(self) -> None:
        while not self._ends.wait(self._pause):
            call = Call(f"sip:{self._number}@{self._peer.edge[0]}", self._peer)
            self.placed += 1
            self.passed += self._rings(call)
            self._peer.send(call.request("CANCEL"))
            self._listen(call, time.monotonic() + 1, until=300)

    def _rings(self, call: Call) -> bool:
        """Call, again after half a second, one and two, as UDP wants it."""
        begin = time.monotonic()
        for waited in (0.5, 1.5, PATIENCE):
            self._peer.send(call.request("INVITE"))
            if status := self._listen(call, begin + waited, until=101):
                return status < 300
        return False

    def _listen(self, call: Call, deadline: float, until: int) -> int:
        """Serve phones and caller until a reply of at least this status comes; 0 if none does."""
        while (left := deadline - time.monotonic()) > 0:
            message = self._peer.next(left)
            if message is None:
                break
            if not message.status:
                self._serve(message)
            elif message.method == "INVITE" and message.headers("Call-ID") == [
                f"call-{call.number}@{self._peer.address}"
            ]:
                if message.status >= 300:
                    self._peer.send(call.request("ACK"))
                if message.status >= until:
                    return message.status
        return 0

    def _serve(self, request: Message) -> None:
        key = request.headers("Call-ID")[0]
        if request.method == "INVITE":
            self._ringing[key] = request
            self._peer.reply(request, 180, "Ringing")
        elif request.method in ("CANCEL", "BYE"):
            self._peer.reply(request, 200, "OK")
            if request.method == "CANCEL" and key in self._ringing:
                self._peer.reply(self._ringing.pop(key), 487, "Request Terminated")
