"""What was heard is found in audio, and what was not is not."""

import numpy as np
import pytest

from wcoctl.lab.audio.heard import assemble, heard
from wcoctl.lab.audio.rtp import FRAME, RATE, Packet, Samples, decode, encode, tone


def speech(seed: int, seconds: float) -> Samples:
    """Return noise in syllables: like speech it repeats nowhere and has pauses."""
    rng = np.random.default_rng(seed)
    size = int(seconds * RATE)
    syllables = np.repeat(rng.choice([0.05, 0.4, 1.0], size // 1000 + 1), 1000)[:size]
    smooth = np.convolve(rng.normal(size=size), np.ones(4) / 4, "same")
    return (6000 * syllables * smooth).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), dtype=np.int16)


def through_alaw(*pieces: Samples) -> Samples:
    return decode(encode(np.concatenate(pieces)))


WELCOME, CLOSED, SORRY = speech(1, 3.0), speech(2, 2.0), speech(3, 1.5)
PROMPTS = {"welcome": WELCOME, "closed": CLOSED, "sorry": SORRY}


def names(audio: Samples) -> list[str]:
    return [found.name for found in heard(PROMPTS, audio)]


def test_prompts_are_found_in_their_order_and_at_their_time() -> None:
    found = heard(PROMPTS, through_alaw(silence(0.5), CLOSED, silence(1), WELCOME))
    assert [(one.name, one.whole) for one in found] == [("closed", True), ("welcome", True)]
    assert [one.at_ms for one in found] == pytest.approx([500, 3500], abs=30)
    assert all(one.score > 0.98 for one in found)


def test_a_repeated_prompt_is_found_twice() -> None:
    assert names(through_alaw(SORRY, silence(0.3), SORRY)) == ["sorry", "sorry"]


def test_an_interrupted_prompt_is_told_from_a_whole_one() -> None:
    found = heard(PROMPTS, through_alaw(WELCOME[: int(1.5 * RATE)], CLOSED))
    assert [(one.name, one.whole) for one in found] == [("welcome", False), ("closed", True)]
    assert found[0].length_ms == pytest.approx(1500, abs=250)


def test_a_quieter_line_is_understood() -> None:
    assert names((through_alaw(WELCOME) * 0.3).astype(np.int16)) == ["welcome"]


@pytest.mark.parametrize(
    "audio",
    [
        speech(9, 4.0),
        silence(3),
        through_alaw(*[np.concatenate([decode(f) for f in tone(440)])] * 3),
        silence(0),
    ],
    ids=["other speech", "silence", "a tone", "nothing"],
)
def test_what_is_no_prompt_is_not_heard(audio: Samples) -> None:
    assert names(audio) == []


def test_backward_speech_is_not_the_prompt() -> None:
    assert names(WELCOME[::-1].copy()) == []


def test_of_prompts_that_begin_alike_the_one_that_was_said_is_found() -> None:
    longer = {"day": np.concatenate([WELCOME, CLOSED]), "night": np.concatenate([WELCOME, SORRY])}
    assert [one.name for one in heard(longer, through_alaw(longer["night"]))] == ["night"]
    assert [one.name for one in heard(longer, through_alaw(longer["day"]))] == ["day"]
    cut = heard(longer, through_alaw(WELCOME[: 2 * RATE], silence(1)))
    assert [{one.name, *one.or_else} for one in cut] == [{"day", "night"}]


def packet(at: float, timestamp: int, source: int = 7, sequence: int = 0) -> Packet:
    return Packet(at, 8, sequence, timestamp, source, encode(np.full(FRAME, 1000, dtype=np.int16)))


def test_packets_are_placed_by_their_timestamps_not_by_when_they_came() -> None:
    late = [packet(10.0, 800), packet(10.055, 960), packet(10.056, 1120)]
    audio = assemble(late, 10.0)
    assert len(audio) == 3 * FRAME
    assert np.all(np.abs(audio) > 900)


def test_a_new_sender_begins_where_it_came() -> None:
    audio = assemble([packet(10.0, 800), packet(11.0, 555555, source=8)], 10.0)
    assert np.flatnonzero(audio).max() == pytest.approx(RATE + FRAME, abs=2)
    assert not audio[FRAME : RATE - 1].any()


def test_a_sender_that_falls_behind_says_one_thing() -> None:
    slow = [packet(10.0 + n * 0.05, 800 + n * FRAME, sequence=n) for n in range(20)]
    audio = assemble(slow, 10.0)
    assert len(audio) == 20 * FRAME
    assert np.all(np.abs(audio) > 900)


def test_a_sender_that_stops_in_the_middle_of_a_word_says_one_thing() -> None:
    word = [packet(10.0 + n * 0.02, 800 + n * FRAME, sequence=n) for n in range(20)]
    rest = [packet(10.7 + n * 0.02, 800 + n * FRAME + 2400, sequence=n) for n in range(20, 40)]
    audio = assemble([*word, *rest], 10.0)
    assert len(audio) == 40 * FRAME
    assert np.all(np.abs(audio) > 900)


def test_after_a_pause_the_clock_counts_again() -> None:
    slow = [packet(10.0 + n * 0.05, 800 + n * FRAME, sequence=n) for n in range(20)]
    audio = assemble([*slow, packet(12.0, 800 + RATE, sequence=20)], 10.0)
    assert np.flatnonzero(audio).max() == pytest.approx(2 * RATE + FRAME, abs=2)
