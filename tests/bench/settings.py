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
        lab = Lab(standalone.copy({}, instead=False))
        for name in CHANGES:
            yield _change(name, lab)


def _change(name: str, lab: Lab) -> Figure:
    """Change one more setting, those before stay."""
    change(lab.site, name)
    before, began = services(lab), time.monotonic()
    with calls_beside(lab) as calls:
        lab.apply()
    spent = time.monotonic() - began
    found = touched(before, services(lab))
    restarted = [unit for unit, how in found.items() if how == "restarted"]
    told = ", ".join(f"{unit} {how}" for unit, how in found.items()) or "no service is touched"
    failures = len(lost(calls)) + len(restarted)
    return Figure(
        f"settings {name}", failures, 1, 0, "lost", f"of {len(calls)} calls in {spent:.0f} s; {told}"
    )
