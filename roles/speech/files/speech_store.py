"""Texts that were spoken already: WAV files named by what they are made from."""

import asyncio
import hashlib
import json
import os
import tempfile
import wave
from concurrent.futures import Executor
from pathlib import Path

from wco_prompts_speech import RATE, Recipe, speak

__all__ = ["Store"]


class Store:
    """A directory of spoken texts. Files that nobody used for long are removed by systemd-tmpfiles."""

    def __init__(self, directory: Path, executor: Executor) -> None:
        self._directory = directory
        self._executor = executor
        self._making: dict[Path, asyncio.Future[None]] = {}

    async def spoken(self, recipe: Recipe) -> Path:
        """Return the file of a text; makes it unless it is there. Raises SpeechError or OSError."""
        file = self._file(recipe)
        if not file.exists():
            making = self._making.get(file)
            if making is None:
                loop = asyncio.get_running_loop()
                making = loop.run_in_executor(self._executor, _make, recipe, file)
                self._making[file] = making
                making.add_done_callback(lambda _: self._making.pop(file, None))
            # Whoever gives up waiting leaves the work to go on: the next caller finds it done.
            await asyncio.shield(making)
        os.utime(file)
        return file

    def _file(self, recipe: Recipe) -> Path:
        text = json.dumps(recipe, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self._directory / name[:2] / f"{name}.wav"


def _make(recipe: Recipe, file: Path) -> None:
    samples = speak(recipe)
    file.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".new", dir=file.parent)
    with os.fdopen(handle, "wb") as target:
        os.fchmod(target.fileno(), 0o640)
        with wave.open(target, "wb") as audio:
            audio.setparams((1, 2, RATE, 0, "NONE", ""))
            audio.writeframes(samples)
    Path(name).replace(file)
