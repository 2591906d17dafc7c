"""Specs with mistakes: those of tenants through loader, compiler, graph and simulator, those of sites through the loader."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.fuzz.chain import read_site, read_tenant
from tests.fuzz.mutants import originals, site_originals
from tests.fuzz.run import run

__all__ = ["measure"]

MUTANTS = 25_000


def measure(seed: int | None = None) -> Iterator[Figure]:
    """Yield the deaths among the mutants; the seed is printed, to have the same ones again."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    for what, count, files, read in (
        ("tenants", MUTANTS, originals(), read_tenant),
        ("sites", MUTANTS // 5, site_originals(), read_site),
    ):
        with tempfile.TemporaryDirectory() as folder:
            outcome = run(seed, count, Path(folder), files, read)
        for death, deaths in outcome.deaths.most_common():
            print(f"{deaths} x {death}\n{outcome.examples[death]}", flush=True)
        note = f"deaths of {count:,} mutants of {what} (seed {seed}): {outcome.accepted:,} valid, {outcome.refused:,} refused"
        yield Figure(f"fuzz {what}", float(sum(outcome.deaths.values())), 1.0, 0.0, "", note)
