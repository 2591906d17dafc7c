"""WAV files that a tenant brings along: found beside the spec, readable, and playable on the phone."""

import errno
import hashlib
import io
import os.path
import wave
from dataclasses import dataclass
from pathlib import Path

from wcoctl.files import read_file
from wcoctl.model.base import refused

__all__ = ["LARGEST", "Wav", "read_wav"]

LARGEST = 120_000_000
SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 600
LOWEST_RATE, HIGHEST_RATE = 8000, 48000

_CONVERT = "convert it, for example with: sox IN.wav -b 16 -r 16000 OUT.wav"


@dataclass(frozen=True)
class Wav:
    """One checked file."""

    file: Path
    sha256: str


def read_wav(folder: Path, name: str) -> Wav:
    """Check a file in the tenant's folder; ValueError says what is wrong with it."""
    file = folder / name
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)):
        raise refused(
            f"`{name}` is outside the tenant's folder", "copy the file next to the spec, and use that path"
        )
    try:
        content = read_file(file, LARGEST)
    except FileNotFoundError:
        raise refused(f"`{name}` does not exist", f"copy the file to {file}") from None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise refused(f"`{name}` is larger than {LARGEST // 1_000_000} MB", _CONVERT) from error
        raise refused(
            f"`{name}` cannot be read: {error.strerror}", "use a WAV file that you can read"
        ) from error
    _check_sound(content, name)
    return Wav(file, hashlib.sha256(content).hexdigest())


def _check_sound(content: bytes, name: str) -> None:
    try:
        with wave.open(io.BytesIO(content), "rb") as sound:
            rate, frames = sound.getframerate(), sound.getnframes()
            channels, width = sound.getnchannels(), sound.getsampwidth()
            whole = len(sound.readframes(frames)) == frames * channels * width
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise refused(f"`{name}` is not a PCM WAV file: {error or 'it is cut off'}", _CONVERT) from error
    if channels > 2 or width != 2 or not LOWEST_RATE <= rate <= HIGHEST_RATE:
        sides = {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
        message = f"`{name}` is {sides}, {8 * width} bit, {rate} Hz"
        raise refused(
            message, f"mono or stereo, 16 bit, {LOWEST_RATE} to {HIGHEST_RATE} Hz are supported; {_CONVERT}"
        )
    if not whole:
        raise refused(f"`{name}` is cut off", "copy the whole file")
    if not SHORTEST_SECONDS <= frames / rate <= LONGEST_SECONDS:
        message = f"`{name}` lasts {frames / rate:.2f} s"
        raise refused(message, f"{SHORTEST_SECONDS} s to {LONGEST_SECONDS // 60} min are allowed; cut it")
