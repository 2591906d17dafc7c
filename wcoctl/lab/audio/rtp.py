"""RTP as the lab needs it: packets, G.711, tones and telephone events (RFC 3550, 3551, 4733)."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ALAW",
    "EVENT",
    "FRAME",
    "LOUDNESS",
    "PAYLOAD_TYPES",
    "RATE",
    "ULAW",
    "Packet",
    "Samples",
    "decode",
    "dual_tone",
    "encode",
    "event_payloads",
    "loudness",
    "pack",
    "tone",
    "unpack",
]

RATE = 8000
FRAME = 160
"""Samples in one packet: 20 ms."""
ALAW, ULAW = 8, 0
LOUDNESS = 4000
"""Amplitude of the tones."""
"""Payload types of G.711, the audio that the lab speaks."""
PAYLOAD_TYPES = {"alaw": ALAW, "ulaw": ULAW, "gsm": 3, "g729": 18}
"""Of all codecs that somebody in a story may claim to speak."""
EVENT = 101
"""Payload type of telephone events in the lab's offers."""
_EVENTS = "0123456789*#ABCD"
_EVENT_PACKETS = 6
_FAST_PACKETS = 2
_END_PACKETS = 3
_KEY_PACKETS = 5
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)

Samples = NDArray[np.int16]


def _alaw_table() -> Samples:
    """Return the linear value of each A-law byte (ITU-T G.711)."""
    code = np.arange(256) ^ 0x55
    exponent = (code >> 4) & 7
    mantissa = (code & 15) * 16 + 8
    value = np.where(exponent == 0, mantissa, (mantissa + 256) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, value, -value).astype(np.int16)


def _ulaw_table() -> Samples:
    """Return the linear value of each μ-law byte (ITU-T G.711)."""
    code = np.arange(256) ^ 0xFF
    value = ((((code & 15) * 8 + 0x84) << ((code >> 4) & 7)) - 0x84) & 0x7FFF
    return np.where(code & 0x80, -value, value).astype(np.int16)


_TABLES = {ALAW: _alaw_table(), ULAW: _ulaw_table()}
_LEVEL = 16
_LEVELS = {
    kind: np.minimum(np.abs(table.astype(np.int32)) // _LEVEL, 255).astype(np.uint8).tobytes()
    for kind, table in _TABLES.items()
}
"""The magnitude of each byte's sample in one byte, for `bytes.translate`."""
_ORDERS = {kind: np.argsort(table, kind="stable").astype(np.uint8) for kind, table in _TABLES.items()}
_BETWEEN = {
    kind: (table[_ORDERS[kind]][1:].astype(np.int32) + table[_ORDERS[kind]][:-1]) / 2
    for kind, table in _TABLES.items()
}


@dataclass(frozen=True)
class Packet:
    """A received RTP packet."""

    arrived: float
    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def loudness(packet: Packet) -> float:
    """Return the mean magnitude of the samples of a G.711 packet; it is asked of every packet, so no arrays here."""
    return _LEVEL * sum(packet.payload.translate(_LEVELS[packet.payload_type])) / max(len(packet.payload), 1)


def decode(payload: bytes, kind: int = ALAW) -> Samples:
    """Return the samples of A-law or μ-law bytes."""
    return _TABLES[kind][np.frombuffer(payload, dtype=np.uint8)]


def encode(samples: Samples, kind: int = ALAW) -> bytes:
    """Return samples as A-law or μ-law bytes."""
    return _ORDERS[kind][np.searchsorted(_BETWEEN[kind], samples)].tobytes()


def tone(hertz: int, kind: int = ALAW, amplitude: int = LOUDNESS) -> list[bytes]:
    """Return one second of a tone as packets' payloads; it may be repeated without a click."""
    wave = amplitude * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    return [encode(frame.astype(np.int16), kind) for frame in wave.reshape(-1, FRAME)]


def dual_tone(key: str, kind: int = ALAW) -> list[bytes]:
    """Return the packets' payloads of a tenth of a second of a key's two tones (ITU-T Q.23)."""
    row, column = divmod("123A456B789C*0#D".index(key), 4)
    time = np.arange(_KEY_PACKETS * FRAME) / RATE
    wave = sum(LOUDNESS * np.sin(2 * np.pi * hertz * time) for hertz in (_ROWS[row], _COLUMNS[column]))
    return [encode(frame.astype(np.int16), kind) for frame in np.reshape(wave, (-1, FRAME))]


def event_payloads(key: str, *, fast: bool = False) -> list[bytes]:
    """Return the payloads of one key press, its end sent three times as RFC 4733 asks."""
    event, length = _EVENTS.index(key), _FAST_PACKETS if fast else _EVENT_PACKETS
    growing = [struct.pack("!BBH", event, 10, FRAME * n) for n in range(1, length + 1)]
    return growing + [struct.pack("!BBH", event, 0x80 | 10, FRAME * length)] * _END_PACKETS


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
