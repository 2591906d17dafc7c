"""A site with 1,000 tenants validated again after one change: in seconds, and beside one with 10."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from tests.bench.figure import Figure, median_seconds
from tests.bench.tenants import change, write_tenants
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["measure"]

FEW, MANY, ROUNDS = 10, 1000, 5
SITE = REPOSITORY / "inventories" / "standalone"


def measure() -> Iterator[Figure]:
    """Yield both figures, measured on the command line as an operator uses it."""
    with tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch:
        few, many = (_validation(Path(scratch) / str(number), number) for number in (FEW, MANY))
        few_time, many_time = median_seconds([few, many], ROUNDS)
    what = "validate again after 1 change"
    yield Figure("validate", many_time, 1.0, 1.5, "s", f"{what}, {MANY} tenants; the limit is in seconds")
    yield Figure("validate's growth", many_time, few_time, 1.6, "s", f"{what}, {MANY} / {FEW} tenants")


def _validation(site: Path, tenants: int) -> Callable[[], None]:
    """Make a site whose tenants are known already, and return what changes one and validates all."""
    write_tenants(site / "tenants", tenants)
    for name in ("site.yml", "hosts.yml"):
        (site / name).write_bytes((SITE / name).read_bytes())
    seconds = count(30)

    def again() -> None:
        change(site / "tenants", 5, ring_seconds=next(seconds))
        command = [sys.executable, "-m", "wcoctl", "validate", str(site)]
        subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY)

    again()
    return again
