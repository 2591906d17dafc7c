"""A hundred thousand broken messages from one trunk while the other one calls: `./wco bench mutants`."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.attacks.bystander import Bystander
from tests.attacks.conftest import attacked_lab, first_trunk, second_trunk
from tests.attacks.mutation import attack
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone

__all__ = ["measure"]

COUNT, RATE = 100_000, 300.0


def measure(seed: int | None = None) -> Iterator[Figure]:
    """Yield how many invalid messages arrived at the media node, and how many calls of the other trunk did not pass."""
    with tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch:
        standalone = Standalone.deployed(Path(scratch))
        lab = attacked_lab(standalone)
        with (
            first_trunk(lab) as carrier,
            second_trunk(lab) as address,
            Bystander(carrier, "+48223003100") as others,
        ):
            seen = attack(lab, address, count=COUNT, rate=RATE, seed=seed or 1)
        Lab(standalone.copy({}, instead=False)).apply()
    for wrong, message in seen.invalid[:10]:
        print(wrong, message)
    yield Figure("mutants", len(seen.invalid), 1, 0, "invalid messages", str(seen))
    lost = others.placed - others.passed
    yield Figure("mutants beside", lost, 1, 0, "calls", f"lost of {others.placed} calls of the other trunk")
