"""Mutants, one after the other, through everything that reads a spec."""

import random
import shutil
import traceback
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.mutants import mutants

__all__ = ["Outcome", "run"]

Reader = Callable[[random.Random, Path], bool]
"""Reads a file; false for one that it refuses with reasons."""

SHOWN_FRAMES = 3


@dataclass
class Outcome:
    """What became of the mutants."""

    accepted: int = 0
    refused: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    """How many died of what, by the last lines of the traceback."""
    examples: dict[str, str] = field(default_factory=dict)
    """A mutant for each death."""


def run(seed: int, count: int, folder: Path, files: list[Path], read: Reader) -> Outcome:
    """Send so many mutants of these files through a reader; ``folder`` is a scratch folder."""
    outcome = Outcome()
    chance = random.Random(seed)
    places = _places(folder)
    next(places)
    for original, text in mutants(chance, count, files):
        file = places.send(original)
        file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        try:
            if read(chance, file):
                outcome.accepted += 1
            else:
                outcome.refused += 1
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-SHOWN_FRAMES:]
            where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
            death = f"{type(error).__name__}: {where}"
            outcome.deaths[death] += 1
            outcome.examples.setdefault(death, f"{original}: {error}\n{text}")
    return outcome


def _places(folder: Path) -> Generator[Path, Path, None]:
    """Take an original, give the place of its mutants: under its own name, with the sounds that lie beside it."""
    known: dict[Path, Path] = {}
    original = yield folder
    while True:
        if original not in known:
            place = folder / str(len(known)) / original.name
            ignored = shutil.ignore_patterns("*.yml", "*.txt", "*.expected")
            shutil.copytree(original.parent, place.parent, ignore=ignored)
            known[original] = place
        original = yield known[original]
