"""Texts that were spoken already: WAV files named by what they are made from, as many as there is room for."""

import asyncio
import hashlib
import json
import os
import tempfile
import wave
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from wco_host.speech_engine import RATE, Recipe, SpeechError, speak
from wco_speech.quota import UsedUp

__all__ = ["Store"]

MOST_AT_A_TIME = 8
"""Texts that are being spoken, or wait for it. With more of them nobody would hear the last one in time."""
MOST_OF_ONE = 3
"""Of these, the texts of one company: the others' are heard in time too."""


class Store:
    """A directory of spoken texts. When it is full, those go that nobody has used for longest."""

    def __init__(self, directory: Path, executor: Executor, most_bytes: int) -> None:
        self._directory = directory
        self._executor = executor
        self._most_bytes = most_bytes
        self._making: dict[Path, asyncio.Future[None]] = {}
        self._waiting: Counter[str] = Counter()

    async def spoken(self, recipe: Recipe, tenant: str, may_make: Callable[[], bool]) -> Path:
        """Return the file of a text; makes it unless it is there, if that may be. Raises SpeechError or OSError."""
        file = self._file(recipe)
        if not file.exists():
            making = self._making.get(file)
            if making is None:
                if len(self._making) >= MOST_AT_A_TIME or self._waiting[tenant] >= MOST_OF_ONE:
                    raise SpeechError("too many other texts are being spoken")
                if not may_make():
                    raise UsedUp("the company's new texts of this minute are used up")
                making = self._begin(recipe, tenant, file)
            # Whoever gives up waiting leaves the work to go on: the next caller finds it done.
            await asyncio.shield(making)
        os.utime(file)
        return file

    def _begin(self, recipe: Recipe, tenant: str, file: Path) -> asyncio.Future[None]:
        making = asyncio.get_running_loop().run_in_executor(self._executor, self._make, recipe, file)
        self._making[file] = making
        self._waiting[tenant] += 1

        def over(_: asyncio.Future[None]) -> None:
            del self._making[file]
            self._waiting -= Counter([tenant])  # which forgets a company without texts

        making.add_done_callback(over)
        return making

    def _file(self, recipe: Recipe) -> Path:
        text = json.dumps(recipe, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self._directory / name[:2] / f"{name}.wav"

    def _make(self, recipe: Recipe, file: Path) -> None:
        _write(recipe, file)
        self._make_room()

    def _make_room(self) -> None:
        """Remove files, the longest unused first, until a tenth of the room is free, once there is none."""
        found = [(file, file.stat()) for file in self._directory.glob("*/*.wav")]
        used = sum(max(stat.st_size, stat.st_blocks * 512) for _, stat in found)
        if used <= self._most_bytes:
            return
        for file, stat in sorted(found, key=lambda one: one[1].st_mtime):
            if used <= self._most_bytes * 0.9:
                return
            file.unlink(missing_ok=True)
            used -= max(stat.st_size, stat.st_blocks * 512)


def _write(recipe: Recipe, file: Path) -> None:
    samples = speak(recipe)
    file.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".new", dir=file.parent)
    with os.fdopen(handle, "wb") as target:
        os.fchmod(target.fileno(), 0o640)
        with wave.open(target, "wb") as audio:
            audio.setparams((1, 2, RATE, 0, "NONE", ""))
            audio.writeframes(samples)
    Path(name).replace(file)
