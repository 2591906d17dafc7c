"""CPU of Asterisk for a call through menu and user, beside a bare ``Dial()`` of the same length."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.bench.bare import bare_dial
from tests.bench.calls import BARE, MENU, TENANT, prepared, spec, user_number
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from wcoctl.lab.hosts.lab_hosts import LabHosts
from wcoctl.lab.play.carrier import Carrier
from wcoctl.lab.story.prepared import PreparedStory

__all__ = ["measure", "spent"]

CALLS, ROUNDS, TALK = 12, 3, 5.0


def measure() -> Iterator[Figure]:
    """Yield the figure; both kinds of call take the same way through edge and carrier, with audio both ways."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with standalone.holding({TENANT: spec(CALLS)}) as lab, lab.carrier() as carrier:
            bare, menu = [], []
            with bare_dial(lab, TENANT, BARE.partition("{")[0], user_number(0)[:-2]):
                for _ in range(ROUNDS):
                    bare.append(
                        _cpu(lab.inside, carrier, [prepared(BARE, n, talk=TALK) for n in range(CALLS)])
                    )
                    menu.append(
                        _cpu(lab.inside, carrier, [prepared(MENU, n, talk=TALK) for n in range(CALLS)])
                    )
        Lab(standalone.copy({}, instead=False)).apply()
    detail = f"a call's CPU in Asterisk, menu + user / bare Dial(), {TALK:g} s of talk, {CALLS} at once"
    yield Figure("cpu", median(menu), median(bare), 1.6, "ms", detail)


def _cpu(hosts: LabHosts, carrier: Carrier, stories: Sequence[PreparedStory]) -> float:
    """Return the milliseconds of Asterisk's CPU for each call."""
    before = spent(hosts)
    seen = carrier.play(stories)
    calls = [(name, call) for name, one in seen.items() for call in one.calls]
    if failed := [name for name, call in calls if call.status != 200 or not call.legs]:
        raise SystemExit(f"calls that did not reach their phone: {failed}")
    return (spent(hosts) - before) / len(calls)


def spent(hosts: LabHosts) -> float:
    """Return the milliseconds of CPU that Asterisk has used."""
    stat = hosts.run(hosts.media[0], "sh", "-c", "cat /proc/$(pidof asterisk)/stat").decode()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")
