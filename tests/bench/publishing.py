"""From the click on "publish" until a call hears the change, among few companies and among many."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from tests.apply.command import running
from tests.bench.change import FEW, MANY
from tests.bench.figure import Figure
from tests.bench.tenants import write_tenants
from tests.bench.visible import answering, spec
from tests.faults.hosts import eventually
from tests.standalone import Lab, Standalone

__all__ = ["measure"]

ROUNDS, TOGETHER = 30, 100
PAUSE = 4.0
"""Seconds between two changes: as people publish, not as a program does."""
P95_SECONDS = 3.0
FLAT = 1.3


def measure() -> Iterator[Figure]:
    """Yield the time among many companies, how much longer that is than among few, and a bare apply of the same change."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        few, _, _ = _heard(standalone, FEW)
        many, applied, together = _heard(standalone, MANY)
        Lab(standalone.copy({}, instead=False)).apply()
    p95 = quantiles(many, n=20)[-1]
    detail = f"click to call, p95 of {ROUNDS} among {MANY}; median {median(many):.2f} s; a bare apply {applied:.2f} s"
    yield Figure("heard", p95, P95_SECONDS, 1, "s", detail)
    detail = f"click to call, medians among {MANY} / {FEW} companies"
    yield Figure("heard, flat", median(many), median(few), FLAT, "s", detail)
    yield Figure(
        "together", together, 60, 1, "s", f"until {TOGETHER} companies that publish at once are live"
    )


def _heard(standalone: Standalone, count: int) -> tuple[list[float], float, float]:
    """Return the seconds of each change, those of a bare apply, and those until many companies' changes are live."""
    site = standalone.copy({}, instead=True)
    write_tenants(site.root / "tenants", count)
    file = site.root / "tenants" / "visible.yml"
    file.write_text(spec("busy"))
    lab = Lab(site)
    lab.apply()
    file.write_text(spec("rejected"))
    begin = time.perf_counter()
    lab.apply()
    applied = time.perf_counter() - begin
    with running("agent", site):
        eventually(lambda: _sql(lab, "SELECT live FROM portal.company WHERE tenant = 'visible'") == "t", 60)
        time.sleep(PAUSE)
        heard = [_publish(lab, cause) for cause in ("busy", "rejected") * (ROUNDS // 2)]
        return heard, applied, _publish_together(lab)


def _publish(lab: Lab, cause: str) -> float:
    """Publish another cause of hang-up while calls come all the time, and return how long it took until one met it."""
    with answering(lab) as answers:
        asked = _sql(
            lab,
            "INSERT INTO portal.change (tenant, author, name, base, document)"
            f" SELECT tenant, 'anna', 'Anna', document, jsonb_set(document, '{{blocks,end,cause}}', to_jsonb('{cause}'::text))"
            " FROM portal.company WHERE tenant = 'visible' RETURNING extract(epoch FROM queued)",
        )
        clicked = float(asked)
        eventually(lambda: answers.first(cause, clicked) is not None, 60)
        heard = answers.first(cause, clicked)
    state = "SELECT state FROM portal.change ORDER BY queued DESC LIMIT 1"
    eventually(lambda: _sql(lab, state) == "live", 60)
    time.sleep(PAUSE)
    assert heard
    return heard - clicked


def _publish_together(lab: Lab) -> float:
    """Have many companies, or all, publish at once, and return how long it took until all are live."""
    begin = time.monotonic()
    _sql(
        lab,
        "INSERT INTO portal.change (tenant, author, name, base, document)"
        " SELECT tenant, 'anna', 'Anna', document, jsonb_set(document, '{blocks,sales,ring_seconds}', '33')"
        f" FROM portal.company WHERE tenant < 't{TOGETHER:04d}'",
    )
    eventually(lambda: _sql(lab, "SELECT count(*) FROM portal.change WHERE state <> 'live'") == "0", 300)
    return time.monotonic() - begin


def _sql(lab: Lab, query: str) -> str:
    command = ("runuser", "-u", "postgres", "--", "psql", "-XqAt", "-d", "wco", "-c", query)
    return lab.inside.run(lab.edge, *command).decode().strip()
