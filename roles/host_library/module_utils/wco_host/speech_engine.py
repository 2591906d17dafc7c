"""How a prompt is made: from text by a speech engine, or from a WAV file."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

Recipe = dict[str, str]

RATE = 8000
SHORTEST = RATE // 10 * 2  # bytes: 0.1 s
TIMEOUT = 180
VOICES = Path("/usr/share/RHVoice/voices")

PHONE = ["channels", "1", "rate", str(RATE), "highpass", "200", "lowpass", "3400", "norm", "-3"]
# After `norm`, so that one threshold fits all voices, and low, so that no quiet consonant is cut off.
TRIM = ["silence", "1", "0.01", "0.1%", "reverse"]
PAD = ["pad", "0.05", "0.05"]


class SpeechError(Exception):
    """The reason why a prompt cannot be made."""


def speak(recipe: Recipe) -> bytes:
    """Return the samples of a text."""
    # No text is markup or a command: engines see printable signs only, and espeak-ng no "[[", its phonemes.
    text = "".join(sign if sign.isprintable() else " " for sign in recipe["text"]).replace("[[", "[ [")
    with tempfile.TemporaryDirectory(prefix="wco_prompts_") as name:
        spoken = Path(name) / "spoken.wav"
        _run(_engine(recipe, spoken), spoken.parent, input=text.encode())
        if not spoken.exists():
            raise SpeechError(f"the voice {recipe['voice']!r} finds nothing to say in it (give it words)")
        with os.fdopen(os.open(spoken, os.O_RDONLY | os.O_NOFOLLOW), "rb") as source:
            return _sox(source, spoken.parent, [*PHONE, *TRIM, *TRIM, *PAD])


def convert(file: Path) -> bytes:
    """Return the samples of a WAV file."""
    with tempfile.TemporaryDirectory(prefix="wco_prompts_") as name, file.open("rb") as source:
        return _sox(source, Path(name), PHONE)


def _engine(recipe: Recipe, spoken: Path) -> list[str]:
    """Command that speaks its standard input."""
    if recipe["engine"] == "espeak_ng":
        return ["espeak-ng", "-v", recipe["language"], "-b", "1", "-w", str(spoken), "--stdin"]
    voice = recipe["voice"]
    # RHVoice takes another voice for one that it does not know, and says nothing about it.
    if "/" in voice or not (VOICES / voice).is_dir():
        raise SpeechError(f"RHVoice has no voice {voice!r} on this host (see {VOICES})")
    return ["RHVoice-test", "-p", voice, "-r", "95", "-o", str(spoken)]


def _sox(source: BinaryIO, directory: Path, effects: list[str]) -> bytes:
    raw = ["-t", "raw", "-e", "signed-integer", "-b", "16", "-L", "-c", "1", "-r", str(RATE), "-"]
    samples = _run(["sox", "-V1", "-t", "wav", "-", *raw, *effects], directory, stdin=source)
    if len(samples) < SHORTEST:
        raise SpeechError("nothing is heard in it (give it words)")
    return samples


def _run(
    command: list[str], directory: Path, input: bytes | None = None, stdin: BinaryIO | None = None
) -> bytes:
    """Run a program on strangers' data, as nobody."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(directory, "nobody")
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(directory),
        "TMPDIR": str(directory),
    }
    try:
        done = subprocess.run(
            command, input=input, stdin=stdin, capture_output=True, timeout=TIMEOUT, env=environment, **user
        )
    except FileNotFoundError as error:
        raise SpeechError(f"{command[0]} is not installed (run the role voice_prompts)") from error
    except subprocess.TimeoutExpired as error:
        raise SpeechError(f"{command[0]} took longer than {TIMEOUT} s") from error
    if done.returncode:
        raise SpeechError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return bytes(done.stdout)
