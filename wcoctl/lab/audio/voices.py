"""Whose tone is in the audio: who talked to whom, and when."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wcoctl.lab.audio.rtp import RATE, Samples

__all__ = ["TALK_SECONDS", "tone_seconds", "voices"]

TALK_SECONDS = 0.6
"""Somebody has to be heard for so long to count as talking."""
_BLOCK = RATE // 5
_QUIET = 40
"""Loudness (RMS) under which a piece is silence."""
_SLACK = 1
"""Lines of the spectrum beside a tone's own that count for it."""


def tone_seconds(audio: Samples, hertz: int) -> float:
    """Return for how long a tone of this frequency dominates the audio."""
    return float(np.sum(_dominant(audio, [hertz]) == hertz) * _BLOCK / RATE)


def voices(audio: Samples, tones: Sequence[int]) -> list[tuple[int, float]]:
    """Return the tones that dominate the audio one after the other, each with its first second."""
    runs: list[tuple[int, float]] = []
    blocks = [(int(hertz), n) for n, hertz in enumerate(_dominant(audio, tones)) if hertz]
    for hertz, run in groupby(blocks, key=lambda block: block[0]):
        places = [n for _, n in run]
        if len(places) * _BLOCK >= TALK_SECONDS * RATE and (not runs or runs[-1][0] != hertz):
            runs.append((hertz, places[0] * _BLOCK / RATE))
    return runs


def _dominant(audio: Samples, tones: Sequence[int]) -> NDArray[np.int64]:
    """Return for each block the tone that makes up most of it, 0 for none."""
    blocks = audio[: len(audio) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).astype(np.float64)
    spectrum = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    loud = np.sqrt(np.mean(blocks**2, axis=1)) > _QUIET
    half = 0.5 * spectrum.sum(axis=1)
    found = np.zeros(len(blocks), dtype=np.int64)
    for hertz in tones:
        line = round(hertz * _BLOCK / RATE)
        power = spectrum[:, line - _SLACK : line + _SLACK + 1].sum(axis=1)
        found[loud & (power > half)] = hertz
    return found
