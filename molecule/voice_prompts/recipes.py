"""Writes what the controller would send into a directory: recipes, and a WAV source (44.1 kHz, stereo)."""

import hashlib
import json
import math
import struct
import sys
import wave
from pathlib import Path

HOSTILE = (
    "Witamy. $(id) `id` \"'; rm -rf / <speak><break time='9s'/>mów</speak> [[x]] --help {{ 7 * 7 }} \x01\x00 "
)
TEXTS = {
    "rhvoice": ["Dzień dobry, tu firma Kowalski i Synowie.", HOSTILE, "Witamy w firmie. " * 290],
    "espeak_ng": ["Dzień dobry, tu firma Kowalski i Synowie.", HOSTILE],
}


def recipe(content: dict[str, str]) -> dict[str, str]:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {"id": hashlib.sha256(text.encode()).hexdigest()[:32], **content}


def tone(file: Path) -> None:
    """Two seconds of 440 Hz, left louder than right."""
    levels = [math.sin(math.tau * 440 * place / 44100) for place in range(2 * 44100)]
    with wave.open(str(file), "wb") as audio:
        audio.setparams((2, 2, 44100, 0, "NONE", ""))
        audio.writeframes(
            b"".join(struct.pack("<hh", int(9000 * level), int(3000 * level)) for level in levels)
        )


def main() -> None:
    directory = Path(sys.argv[1])
    directory.mkdir(exist_ok=True)
    tone(directory / "tone.wav")
    digest = hashlib.sha256((directory / "tone.wav").read_bytes()).hexdigest()
    (directory / "tone.wav").replace(directory / f"{digest}.wav")
    for engine, texts in TEXTS.items():
        common = {"kind": "text", "engine": engine, "voice": "natan", "language": "pl"}
        recipes = [recipe(common | {"text": text}) for text in texts]
        recipes.append(recipe({"kind": "wav", "sha256": digest}))
        (directory / f"{engine}.json").write_text(json.dumps(recipes))


if __name__ == "__main__":
    main()
