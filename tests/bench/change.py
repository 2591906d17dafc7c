"""One changed tenant among 1,000 beside one among 10, and an apply without changes beside an empty play."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure, median_seconds
from tests.bench.tenants import change, write_tenants
from tests.standalone import Lab, Standalone
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory

__all__ = ["measure"]

FEW, MANY, ROUNDS = 10, 1000, 3
EMPTY_PLAY = "- hosts: all\n  gather_facts: false\n  tasks: []\n"


def measure() -> Iterator[Figure]:
    """Yield both figures, measured on the command line as an operator uses it."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        few = _site(standalone, FEW)
        few_time = _changes(few)
        many = _site(standalone, MANY)
        many_time = _changes(many)
        detail = f"plan + apply of 1 changed tenant, {MANY} / {FEW} tenants"
        yield Figure("change", many_time, few_time, 1.3, "s", detail)
        yield _nothing_to_do(many, Path(scratch))
        Lab(standalone.copy({}, instead=False)).apply()


def _site(standalone: Standalone, count: int) -> SiteDirectory:
    site = standalone.copy({}, instead=True)
    write_tenants(site.root / "tenants", count)
    Lab(site).apply()
    return site


def _changes(site: SiteDirectory) -> float:
    """Return the median time of plan and apply of one changed tenant; anything else that changes is an error."""
    times = []
    for number in range(ROUNDS):
        change(site.root / "tenants", number, ring_seconds=30 + number)
        begin = time.perf_counter()
        _wcoctl("plan", site)
        outcome = _wcoctl("apply", site)
        times.append(time.perf_counter() - begin)
        changed = {tenant for tenants in outcome["tenants"].values() for tenant in tenants}
        if changed != {f"t{number:04d}"} or outcome["software"]:
            raise SystemExit(f"one tenant was changed, but the apply changed {outcome}")
    return median(times)


def _nothing_to_do(site: SiteDirectory, scratch: Path) -> Figure:
    play = scratch / "empty.yml"
    play.write_text(EMPTY_PLAY)

    def empty() -> None:
        command = ["ansible-playbook", "-i", str(site.inventory), str(play)]
        subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY)

    def apply() -> None:
        if _wcoctl("apply", site)["changes"]:
            raise SystemExit("an apply without a change changed something")

    reference, measured = median_seconds([empty, apply], ROUNDS)
    return Figure("no-op", measured, reference, 4, "s", f"apply of {MANY} unchanged tenants / empty play")


def _wcoctl(command: str, site: SiteDirectory) -> dict[str, dict[str, dict[str, object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "wcoctl", command, str(site.root), "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    if done.returncode:
        raise SystemExit(f"wcoctl {command} failed:\n{done.stderr}{done.stdout}")
    return dict(json.loads(done.stdout))
