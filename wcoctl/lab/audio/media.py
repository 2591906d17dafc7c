"""The audio ends of the lab's calls: each sends a tone of its own, presses keys, and keeps what it hears."""

import os
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from wcoctl.lab.audio.rtp import (
    ALAW,
    EVENT,
    FRAME,
    LOUDNESS,
    ULAW,
    Packet,
    dual_tone,
    event_payloads,
    loudness,
    pack,
    tone,
    unpack,
)
from wcoctl.lab.story.stories import Key

__all__ = ["Endpoint", "Media"]

_TICK = 0.02
_PRIORITY = -10
_VOICE = 120
"""Loudness from which a packet counts as speech."""
_SILENCE = 0.9
"""Seconds after which the far end has finished speaking; longer than a pause between two sentences."""
_GAP_PACKETS = 5
"""Packets of tone between two keys."""
_INFO = -1
"""In place of a payload type: a key that goes by SIP."""
_INFO_PACKETS = 8
"""Packets of tone while such a key is pressed, if it goes by nothing else."""


@dataclass
class Endpoint:
    """One end of audio: a caller's, or a phone's in all its calls."""

    socket: socket.socket
    hertz: int
    talk: str = ""
    """Id of the call that it talks in."""
    remote: tuple[str, int] | None = None
    packets: list[Packet] = field(default_factory=list)
    pressed: list[tuple[float, str]] = field(default_factory=list)
    _kind: int | None = None
    """Payload type of what it sends; None: it is mute."""
    _since: float = 0.0
    """When this call was answered; 0: not yet."""
    _inputs: int = 0
    """How often the far end has spoken and fallen silent."""
    _keys: list[Key] = field(default_factory=list)
    _pauses: list[list[float]] = field(default_factory=list)
    _inform: Callable[[str], None] = lambda _key: None
    """Sends a key by SIP INFO."""
    _voiced: float = 0.0
    _queue: deque[tuple[int, bytes, bool]] = field(default_factory=deque)
    _sequence: int = 0
    _timestamp: int = 0
    _event_timestamp: int = 0
    _frames: list[bytes] = field(default_factory=list)
    _quiet: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        """UDP port for the offer."""
        return int(self.socket.getsockname()[1])

    def talk_to(self, remote: tuple[str, int], talk: str, kind: int | None, *, silent: bool = False) -> None:
        """Begin to send audio in a call; again for the same call: where to."""
        if talk != self.talk:
            self.talk, self._kind, self._since = talk, kind, 0.0
            self._keys, self._pauses, loudness = [], [], 0 if silent else LOUDNESS
            self._frames = [] if kind is None else tone(self.hertz, kind, loudness)
            self._quiet = [] if kind is None else tone(self.hertz, kind, 0)
            self._queue.clear()
        self.remote = remote

    def answered(
        self,
        now: float,
        keys: Sequence[Key],
        inform: Callable[[str], None],
        pauses: Sequence[list[float]] = (),
    ) -> None:
        """Count from now for the keys to press and the pauses to make; `inform` sends a key by SIP INFO."""
        if not self._since:
            self._inform = inform
            self._since, self._inputs, self._voiced = now, 0, 0.0
            self._keys, self._pauses = list(keys), list(pauses)

    def stop(self, talk: str) -> None:
        """Send no more in this call."""
        if talk == self.talk:
            self.remote = None

    def receive(self, now: float) -> None:
        """Keep every packet that waits at the socket."""
        while True:
            try:
                packet = unpack(self.socket.recv(2048), now)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if packet:
                self.packets.append(packet)
                if packet.payload_type in (ALAW, ULAW) and loudness(packet) > _VOICE:
                    self._voiced = now

    def send(self, now: float) -> None:
        """Send the packet of this moment."""
        if self.remote is None or self._kind is None:
            return
        if self._voiced and now - self._voiced > _SILENCE:
            self._voiced = 0.0
            self._inputs += 1
        if self._since and not self._queue:
            self._press(now, self._kind)
        payload_type, payload, marker = self._next(now, self._kind)
        timestamp = self._event_timestamp if payload_type == EVENT else self._timestamp
        data = pack(payload_type, marker, self._sequence, timestamp, self.hertz, payload)
        self._sequence += 1
        self._timestamp += FRAME
        self.socket.sendto(data, self.remote)

    def _press(self, now: float, kind: int) -> None:
        """Queue the packets of a key whose moment has come."""
        for key in self._keys:
            if (key.input or 0) > self._inputs or (key.at or 0.0) > now - self._since:
                continue
            self._keys.remove(key)
            for digit in key.press:
                if "info" in key.by:
                    self._queue.append((_INFO, digit.encode(), False))
                    if key.by == ["info"]:
                        self._queue.extend((kind, frame, False) for frame in self._frames[:_INFO_PACKETS])
                if "event" in key.by:
                    payloads = event_payloads(digit, fast=key.fast)
                    self._queue.extend((EVENT, payload, n == 0) for n, payload in enumerate(payloads))
                if "tone" in key.by:
                    self._queue.extend((kind, frame, False) for frame in dual_tone(digit, kind))
                gap = 0 if key.fast else _GAP_PACKETS
                self._queue.extend((kind, frame, False) for frame in self._frames[:gap])
            self.pressed.append((now, key.press))
            return

    def _next(self, now: float, kind: int) -> tuple[int, bytes, bool]:
        while self._queue and self._queue[0][0] == _INFO:
            self._inform(self._queue.popleft()[1].decode())
        if not self._queue:
            pauses = self._since and any(first <= now - self._since < last for first, last in self._pauses)
            frames = self._quiet if pauses else self._frames
            return kind, frames[self._sequence % len(frames)], self._sequence == 0
        payload_type, payload, marker = self._queue.popleft()
        if payload_type == EVENT and marker:
            self._event_timestamp = self._timestamp
        return payload_type, payload, marker


class Media:
    """Runs all endpoints in one thread, as a context manager."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._endpoints: list[Endpoint] = []
        self._hertz = _frequencies()
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media", daemon=True)

    def __enter__(self) -> "Media":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()
        self.close(list(self._endpoints))
        self._selector.close()

    def open(self) -> Endpoint:
        """Return a new endpoint with a tone that no other one has."""
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        end.bind((self._address, 0))
        end.setblocking(False)
        with self._lock:
            endpoint = Endpoint(end, next(self._hertz))
            self._endpoints.append(endpoint)
            self._selector.register(end, selectors.EVENT_READ, endpoint)
        return endpoint

    def close(self, endpoints: list[Endpoint]) -> None:
        """Close endpoints; what they heard stays in them."""
        with self._lock:
            for endpoint in endpoints:
                self._endpoints.remove(endpoint)
                self._selector.unregister(endpoint.socket)
                endpoint.socket.close()

    def _run(self) -> None:
        _hurry()
        due = time.monotonic()
        while not self._end.is_set():
            due += _TICK
            with self._lock:
                for endpoint in self._endpoints:
                    endpoint.send(time.time())
            while (left := due - time.monotonic()) > 0:
                ready = self._selector.select(left)
                with self._lock:
                    for key, _ in ready:
                        if key.data.socket.fileno() >= 0:
                            key.data.receive(time.time())


def _hurry() -> None:
    """Have this thread run before all that only takes time: nobody can hear what comes late."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _PRIORITY)


def _frequencies() -> Iterator[int]:
    """Yield tones, again from the start when all are used; ends of one call are near each other.

    None is like the network's 425 Hz.
    """
    while True:
        yield from range(445, 2000, 15)
