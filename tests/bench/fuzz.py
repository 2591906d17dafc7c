"""Tenant files with mistakes, through loader, compiler, graph and simulator: none may die of one."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.fuzz.run import run

__all__ = ["measure"]

MUTANTS = 25_000


def measure(seed: int | None = None) -> Iterator[Figure]:
    """Yield the deaths among the mutants; the seed is printed, to have the same ones again."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(seed, MUTANTS, Path(folder))
    for death, count in outcome.deaths.most_common():
        print(f"{count} x {death}\n{outcome.examples[death]}", flush=True)
    note = f"deaths of {MUTANTS:,} mutants (seed {seed}): {outcome.accepted:,} valid, {outcome.refused:,} refused"
    yield Figure("fuzz", float(sum(outcome.deaths.values())), 1.0, 0.0, "", note)
