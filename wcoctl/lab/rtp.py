"""RTP as the lab needs it: packets, A-law, tones and telephone events (RFC 3550, 3551, 4733)."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "AUDIO",
    "EVENT",
    "FRAME",
    "RATE",
    "Packet",
    "Samples",
    "decode",
    "encode",
    "event_payloads",
    "pack",
    "tone",
    "unpack",
]

RATE = 8000
FRAME = 160
"""Samples in one packet: 20 ms."""
AUDIO = 8
"""Payload type of A-law."""
EVENT = 101
"""Payload type of telephone events in the lab's offers."""
_EVENTS = "0123456789*#"
_EVENT_PACKETS = 6
_END_PACKETS = 3

Samples = NDArray[np.int16]


def _alaw_table() -> Samples:
    """Return the linear value of each A-law byte (ITU-T G.711)."""
    code = np.arange(256) ^ 0x55
    exponent = (code >> 4) & 7
    mantissa = (code & 15) * 16 + 8
    value = np.where(exponent == 0, mantissa, (mantissa + 256) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, value, -value).astype(np.int16)


_ALAW = _alaw_table()
_ORDER = np.argsort(_ALAW).astype(np.uint8)
_BETWEEN = (_ALAW[_ORDER][1:].astype(np.int32) + _ALAW[_ORDER][:-1]) / 2


@dataclass(frozen=True)
class Packet:
    """A received RTP packet."""

    arrived: float
    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def decode(payload: bytes) -> Samples:
    """Return the samples of A-law bytes."""
    return _ALAW[np.frombuffer(payload, dtype=np.uint8)]


def encode(samples: Samples) -> bytes:
    """Return samples as A-law bytes."""
    return _ORDER[np.searchsorted(_BETWEEN, samples)].tobytes()


def tone(hertz: int, amplitude: int = 4000) -> list[bytes]:
    """Return one second of a tone as packets' payloads; it may be repeated without a click."""
    wave = amplitude * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    return [encode(frame.astype(np.int16)) for frame in wave.reshape(-1, FRAME)]


def event_payloads(key: str) -> list[bytes]:
    """Return the payloads of one key press, its end sent three times as RFC 4733 asks."""
    event = _EVENTS.index(key)
    growing = [struct.pack("!BBH", event, 10, FRAME * n) for n in range(1, _EVENT_PACKETS + 1)]
    return growing + [struct.pack("!BBH", event, 0x80 | 10, FRAME * _EVENT_PACKETS)] * _END_PACKETS


def pack(kind: int, marker: bool, sequence: int, timestamp: int, source: int, payload: bytes) -> bytes:
    """Return a packet of a payload type as bytes."""
    second = kind | (0x80 if marker else 0)
    return struct.pack("!BBHII", 0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + payload


def unpack(data: bytes, arrived: float) -> Packet | None:
    """Read a packet; None for anything that is not RTP."""
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    _, second, sequence, timestamp, source = struct.unpack("!BBHII", data[:12])
    start = 12 + 4 * (data[0] & 15)
    if data[0] & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int(struct.unpack("!H", data[start + 2 : start + 4])[0])
    return Packet(arrived, second & 0x7F, sequence, timestamp, source, data[start:])
