"""Each setting of site.yml changed while calls run: which services it reloads, and that no call is lost."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.setting_changes import CHANGES, change, services, touched
from tests.faults.beside import calls_beside, lost
from tests.standalone import Lab, Standalone

__all__ = ["measure"]


def measure() -> Iterator[Figure]:
    """Yield for each setting the calls that were lost and the services that were restarted, together."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        original = Lab(standalone.copy({}, instead=False))
        for name in CHANGES:
            changed = Lab(standalone.copy({}, instead=False))
            change(changed.site, name)
            yield _change(name, original, changed)
            original.apply()


def _change(name: str, original: Lab, changed: Lab) -> Figure:
    before, began = services(original), time.monotonic()
    with calls_beside(original) as calls:
        changed.apply()
    spent = time.monotonic() - began
    found = touched(before, services(original))
    restarted = [unit for unit, how in found.items() if how == "restarted"]
    told = ", ".join(f"{unit} {how}" for unit, how in found.items()) or "no service is touched"
    failures = len(lost(calls)) + len(restarted)
    return Figure(
        f"settings {name}", failures, 1, 0, "lost", f"of {len(calls)} calls in {spent:.0f} s; {told}"
    )
