"""Applies while calls run and new ones arrive: none may be dropped, none refused."""

import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.calls import MENU, TENANT, prepared, spec
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from wcoctl.lab.play.observed import ObservedCall, ObservedStory

__all__ = ["measure"]

RUNNING, ARRIVING = 20, 20
TALK, SHORT_TALK, SLACK = 20.0, 3.0, 1.5


def measure() -> Iterator[Figure]:
    """Yield the number of calls that did not go as they would have without an apply."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with standalone.holding({TENANT: spec(RUNNING + ARRIVING)}) as lab:
            applies, seen = _play(lab)
        Lab(standalone.copy({}, instead=False)).apply()
    refused = sum(one.calls[0].status != 200 for one in seen.values())
    dropped = sum(not _whole(one.calls[0]) for one in seen.values()) - refused
    detail = f"dropped {dropped}, refused {refused} of {len(seen)} calls ({RUNNING} running before), {applies} applies"
    yield Figure("live", dropped + refused, 1, 0, "calls", detail)


def _play(lab: Lab) -> tuple[int, Mapping[str, ObservedStory]]:
    running = [prepared(MENU, n, talk=TALK) for n in range(RUNNING)]
    arriving = [prepared(MENU, RUNNING + n, talk=SHORT_TALK, start=3 + n * 0.6) for n in range(ARRIVING)]
    seen: dict[str, ObservedStory] = {}
    file = lab.site.root / "tenants" / f"{TENANT}.yml"
    applies = 0
    with lab.carrier() as carrier:
        calls = threading.Thread(target=lambda: seen.update(carrier.play([*running, *arriving])))
        calls.start()
        while calls.is_alive():
            applies += 1
            file.write_text(spec(RUNNING + ARRIVING).replace("name: Bench", f"name: Bench {applies}"))
            lab.apply()
        calls.join()
    if len(seen) != RUNNING + ARRIVING:
        raise SystemExit(f"only {len(seen)} of {RUNNING + ARRIVING} calls were placed")
    return applies, seen


def _whole(call: ObservedCall) -> bool:
    """Whether the call reached its phone and lasted until the phone hung up."""
    if call.status != 200 or not call.legs or call.hung_up:
        return False
    leg = call.legs[0]
    talk = TALK if call.call.start == 0 else SHORT_TALK
    answered, ended = leg.answered, leg.ended
    return leg.hung_up and answered is not None and ended is not None and ended - answered >= talk - SLACK
