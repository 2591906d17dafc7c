"""The audio of a message: from Asterisk's WAV to an MP3 of a quarter of its size."""

import subprocess
from pathlib import Path

__all__ = ["read_samples", "seconds_of", "to_mp3"]

RATE = 8000
HEADER = 44
"""Bytes before the samples. Asterisk fills in their number when it is done, so it is not asked for."""
TO_MP3 = [
    "lame", "--silent", "-r", "-s", "8", "--bitwidth", "16", "--signed", "--little-endian", "-m", "m",
    "--resample", "16", "-b", "32", "-", "-",
]  # fmt: skip
"""16 kHz, as some phones do not play the MP3 that has 8 kHz."""


def read_samples(path: Path) -> bytes:
    """Return the samples, 16 bits each; none when nothing was recorded."""
    try:
        data = path.read_bytes()[HEADER:]
    except FileNotFoundError:
        return b""
    return data[: len(data) // 2 * 2]


def seconds_of(samples: bytes) -> float:
    """Return how long the samples last."""
    return len(samples) / 2 / RATE


def to_mp3(samples: bytes) -> bytes:
    """Encode the samples."""
    return subprocess.run(TO_MP3, input=samples, capture_output=True, check=True, timeout=120).stdout
