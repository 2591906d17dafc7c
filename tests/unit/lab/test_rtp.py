"""RTP packets, A-law and key presses."""

import numpy as np
import pytest

from wcoctl.lab.audio.rtp import (
    ALAW,
    FRAME,
    ULAW,
    decode,
    encode,
    event_payloads,
    loudness,
    pack,
    tone,
    unpack,
)


def test_alaw_has_the_values_of_g711() -> None:
    values = {0xD5: 8, 0x55: -8, 0xAA: 32256, 0x2A: -32256, 0xC5: 264, 0x80: 5504}
    assert {code: int(decode(bytes([code]))[0]) for code in values} == values


def test_ulaw_has_the_values_of_g711() -> None:
    values = {0xFF: 0, 0x80: 32124, 0x00: -32124, 0xFE: 8, 0x7E: -8, 0xEF: 132}
    assert {code: int(decode(bytes([code]), ULAW)[0]) for code in values} == values


def test_every_byte_survives_a_round_trip() -> None:
    every = bytes(range(256))
    assert encode(decode(every)) == every
    minus_zero = every.replace(b"\x7f", b"")
    assert encode(decode(minus_zero, ULAW), ULAW).replace(b"\x7f", b"\xff") == minus_zero


def test_encoding_takes_the_nearest_value() -> None:
    samples = np.array([-30000, -1000, -3, 0, 7, 12, 500, 30000], dtype=np.int16)
    error = np.abs(decode(encode(samples)).astype(int) - samples)
    assert np.all(error <= np.maximum(8, np.abs(samples.astype(int)) // 16))


def test_a_packet_survives_a_round_trip() -> None:
    packet = unpack(pack(ALAW, True, 65537, 2**32 + 5, 42, b"abc"), 1.5)
    assert packet is not None
    assert (packet.payload_type, packet.sequence, packet.timestamp) == (ALAW, 1, 5)
    assert (packet.source, packet.payload, packet.arrived) == (42, b"abc", 1.5)


@pytest.mark.parametrize("kind", [ALAW, ULAW])
def test_loudness_is_the_mean_magnitude(kind: int) -> None:
    """Of a sine wave with amplitude A that is 2A/pi; the values are kept in steps of 16."""
    for amplitude in (0, 400, 3000):
        packets = [unpack(pack(kind, False, 1, 1, 1, frame), 0) for frame in tone(700, kind, amplitude)[:8]]
        mean = np.mean([loudness(packet) for packet in packets if packet])
        assert abs(mean - 2 * amplitude / np.pi) < 20


def test_what_is_no_rtp_is_left_alone() -> None:
    assert unpack(b"", 0) is None
    assert unpack(b"INVITE sip:x SIP/2.0", 0) is None


def test_an_extension_header_is_no_audio() -> None:
    plain = pack(ALAW, False, 1, 1, 1, b"")
    extended = bytes([plain[0] | 0x10]) + plain[1:] + b"\xbe\xde\x00\x01AAAAaudio"
    packet = unpack(extended, 0)
    assert packet is not None
    assert packet.payload == b"audio"
    assert unpack(extended[:13], 0) is None


def test_a_key_grows_and_its_end_is_sent_three_times() -> None:
    payloads = event_payloads("#")
    assert {payload[0] for payload in payloads} == {11}
    assert [int.from_bytes(payload[2:]) // FRAME for payload in payloads] == [1, 2, 3, 4, 5, 6, 6, 6, 6]
    assert [payload[1] >> 7 for payload in payloads] == [0] * 6 + [1] * 3


def test_a_machine_presses_faster_than_a_finger() -> None:
    assert len(event_payloads("A", fast=True)) < len(event_payloads("A"))
    assert {payload[0] for payload in event_payloads("A", fast=True)} == {12}


def test_a_tone_fills_one_second_of_packets() -> None:
    assert {len(frame) for frame in tone(400)} == {FRAME}
    assert len(tone(400)) == 50
