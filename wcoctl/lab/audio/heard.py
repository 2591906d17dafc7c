"""What somebody on the phone heard: received packets put together, and prompts found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wcoctl.lab.audio.rtp import ALAW, RATE, ULAW, Packet, Samples, decode

__all__ = ["Heard", "assemble", "heard"]

_JUMP = int(0.2 * RATE)
"""Samples by which a packet's timestamp may be off before the sender is taken to have restarted."""
_STALL = int(0.5 * RATE)
"""Samples by which a sender's clock may run on between two packets while it only was not given the processor."""
_HEAD = int(0.8 * RATE)
"""Samples of a prompt's beginning that have to be found."""
_CHUNK = int(0.2 * RATE)
_ALIKE = 0.8
"""Correlation from which two pieces of audio are the same; A-law alone leaves 0.99 and more."""
_QUIET = 40
"""Loudness (RMS) under which a piece is silence and proves nothing."""
_APART = int(0.1 * RATE)

Wave = NDArray[np.float64]


@dataclass(frozen=True)
class Heard:
    """A prompt that was heard, from `at_ms` for `length_ms`; `score` is the correlation over that time."""

    name: str
    at_ms: int
    length_ms: int
    score: float
    whole: bool
    """False: it was interrupted."""
    or_else: tuple[str, ...] = ()
    """Prompts that begin alike, when it was interrupted before they differ."""


def assemble(packets: Sequence[Packet], start: float) -> Samples:
    """Return the audio since the time `start`: silence where nothing came.

    A busy sender falls behind or stops while it speaks. What it says is kept together; when it pauses, the clock
    counts again.
    """
    placed: list[tuple[int, Samples]] = []
    offset = 0
    last: Packet | None = None
    for packet in packets:
        if packet.payload_type not in (ALAW, ULAW):
            continue
        expected = round((packet.arrived - start) * RATE) - packet.timestamp
        if last is None or packet.source != last.source:
            offset = expected
        elif _follows(packet, last):
            offset -= max(0, packet.timestamp - last.timestamp - len(last.payload))
        elif abs(offset - expected) > _JUMP:
            offset = expected
        last = packet
        placed.append((max(0, offset + packet.timestamp), decode(packet.payload, packet.payload_type)))
    audio = np.zeros(max((at + len(samples) for at, samples in placed), default=0), dtype=np.int16)
    for at, samples in placed:
        audio[at : at + len(samples)] = samples
    return audio


def heard(prompts: Mapping[str, Samples], audio: Samples) -> list[Heard]:
    """Return the prompts in the audio in their order; where several would fit, the one that fits longest."""
    wave = audio.astype(np.float64)
    candidates = [found for name, samples in prompts.items() for found in _find(name, samples, wave)]
    chosen: list[Heard] = []
    for found in sorted(candidates, key=lambda found: (-found.length_ms, -found.score)):
        rival = next((n for n, other in enumerate(chosen) if _overlap(found, other)), None)
        if rival is None:
            chosen.append(found)
        elif found.length_ms == chosen[rival].length_ms and found.name != chosen[rival].name:
            chosen[rival] = replace(chosen[rival], or_else=(*chosen[rival].or_else, found.name))
    return sorted(chosen, key=lambda found: found.at_ms)


def _follows(packet: Packet, last: Packet) -> bool:
    """Tell whether nothing was said between two packets."""
    consecutive = (packet.sequence - last.sequence) & 0xFFFF == 1
    return consecutive and 0 <= packet.timestamp - last.timestamp <= _STALL


def _find(name: str, samples: Samples, wave: Wave) -> list[Heard]:
    """Return every place where the prompt begins."""
    prompt = _without_leading_silence(samples.astype(np.float64))
    head = prompt[:_HEAD]
    if len(head) < _CHUNK or len(wave) < len(head):
        return []
    likeness = _likeness(head, wave)
    found: list[Heard] = []
    while likeness[at := int(np.argmax(likeness))] >= _ALIKE:
        length, score = _matched(prompt, wave[at:])
        whole = length >= len(prompt) - _CHUNK
        found.append(Heard(name, at * 1000 // RATE, length * 1000 // RATE, round(score, 3), whole))
        likeness[max(0, at - _HEAD) : at + max(length, _HEAD)] = 0
    return found


def _likeness(head: Wave, wave: Wave) -> Wave:
    """Return the normalised cross-correlation of the head with the wave at each place."""
    size = 1 << (len(wave) + len(head)).bit_length()
    product = np.fft.irfft(np.fft.rfft(wave, size) * np.conj(np.fft.rfft(head, size)), size)
    power = np.concatenate(([0.0], np.cumsum(wave**2)))
    energy = power[len(head) :] - power[: -len(head)]
    loud = energy > _QUIET**2 * len(head)
    norm = np.sqrt(np.where(loud, energy, 1.0) * np.sum(head**2))
    return np.where(loud, product[: len(energy)] / norm, 0.0)


def _matched(prompt: Wave, wave: Wave) -> tuple[int, float]:
    """Return for how many samples the wave follows the prompt, and how well over that time."""
    length = min(len(prompt), len(wave), _HEAD)
    while length < min(len(prompt), len(wave)):
        until = min(length + _CHUNK, len(prompt), len(wave))
        if not _same(prompt[length:until], wave[length:until]):
            break
        length = until
    return length, _correlation(prompt[:length], wave[:length])


def _same(mine: Wave, theirs: Wave) -> bool:
    """Tell whether two pieces of equal length are the same sound, or both silence."""
    loudness = [float(np.sqrt(np.mean(piece**2))) for piece in (mine, theirs)]
    if min(loudness) < _QUIET:
        return max(loudness) < 3 * _QUIET
    return _correlation(mine, theirs) >= _ALIKE


def _correlation(mine: Wave, theirs: Wave) -> float:
    return float(np.sum(mine * theirs) / np.sqrt(np.sum(mine**2) * np.sum(theirs**2) + 1.0))


def _without_leading_silence(prompt: Wave) -> Wave:
    loud = np.flatnonzero(np.abs(prompt) > 4 * _QUIET)
    return prompt[loud[0] :] if loud.size else prompt[:0]


def _overlap(one: Heard, other: Heard) -> bool:
    slack = _APART * 1000 // RATE
    first, second = sorted((one, other), key=lambda found: found.at_ms)
    return second.at_ms + slack < first.at_ms + first.length_ms
