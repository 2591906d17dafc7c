"""Tones tell who talks."""

import numpy as np
import pytest

from wcoctl.lab.audio.rtp import RATE, Samples, decode, tone
from wcoctl.lab.audio.voices import tone_seconds, voices


def voice(hertz: int, seconds: float) -> Samples:
    second = np.concatenate([decode(frame) for frame in tone(hertz)])
    return np.tile(second, 10)[: int(seconds * RATE)]


def noise(seconds: float) -> Samples:
    rng = np.random.default_rng(4)
    return (3000 * rng.normal(size=int(seconds * RATE))).astype(np.int16)


def test_a_tone_is_told_from_another_one_and_from_noise() -> None:
    assert tone_seconds(voice(625, 1.0), 625) == pytest.approx(1.0)
    assert tone_seconds(voice(625, 1.0), 640) == 0
    assert tone_seconds(noise(2.0), 625) == 0


def test_voices_come_in_their_order_and_the_same_one_may_come_back() -> None:
    audio = np.concatenate([voice(400, 1), noise(2), voice(415, 2), voice(400, 1)])
    assert [hertz for hertz, _ in voices(audio, [400, 415, 430])] == [400, 415, 400]
    assert [at for _, at in voices(audio, [400, 415, 430])] == pytest.approx([0, 3, 5], abs=0.21)


def test_a_pause_does_not_make_two_talks_of_one() -> None:
    audio = np.concatenate([voice(400, 1), noise(2), voice(400, 1)])
    assert [hertz for hertz, _ in voices(audio, [400])] == [400]


def test_who_is_heard_for_a_moment_only_has_not_talked() -> None:
    assert voices(np.concatenate([voice(400, 0.4), noise(1)]), [400]) == []
