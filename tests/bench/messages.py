"""A hundred thousand broken messages from one trunk while the other one calls: `./wco bench messages`."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.attacks.conftest import attacked_lab, second_trunk
from tests.attacks.legitimate import QUIET, WELCOME, busy_phones, passed, place
from tests.attacks.mutation import Seen, attack
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone

__all__ = ["measure"]

COUNT, RATE = 100_000, 300.0
CALLS = 200


def measure(seed: int | None = None) -> Iterator[Figure]:
    """Yield how many invalid messages arrived at the media node, and how many calls of the other trunk did not pass."""
    seen: list[Seen] = []
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with (
            attacked_lab(standalone) as lab,
            second_trunk(lab) as address,
            busy_phones(lab),
        ):
            mutants = threading.Thread(
                target=lambda: seen.append(attack(lab, address, count=COUNT, rate=RATE, seed=seed or 1))
            )
            mutants.start()
            calls = asyncio.run(place(lab, [QUIET, WELCOME] * (CALLS // 2), COUNT / RATE / CALLS))
            mutants.join()
        Lab(standalone.copy({}, instead=False)).apply()
    for wrong, message in seen[0].invalid[:10]:
        print(wrong, message)
    yield Figure("messages", len(seen[0].invalid), 1, 0, "invalid messages", str(seen[0]))
    lost = round((1 - passed(calls)) * CALLS)
    yield Figure("messages beside", lost, 1, 0, "calls", f"lost of {CALLS} calls of the other trunk")
