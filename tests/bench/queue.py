"""CPU of Asterisk for a call that waits in a group, beside a bare ``Dial()`` whose phone rings as long.

20 groups of 25 members, 10 callers in each at once, all of whom wait while a phone rings. Music alone costs more than
twice a bare ``Dial()``, so both kinds of callers hear it; what a silent ``Dial()`` costs is told beside.
"""

import asyncio
import csv
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

from tests.bench.bare import bare_dial
from tests.bench.cpu import spent
from tests.bench.figure import Figure
from tests.caller import Caller, Manner
from tests.standalone import Lab, Standalone
from wcoctl.compile.roles.places import callplan_db
from wcoctl.lab.play.sipp import require_sipp

__all__ = ["measure"]

TENANT = "bench"
PHONES = Path(__file__).with_name("queue_phones.xml")
GROUPS, MEMBERS, CALLS, ROUNDS = 20, 25, 200, 3
RINGING, SPREAD, LASTS = 8, 4.0, 16.0
"""Seconds: a phone rings, all callers have come, a caller hangs up."""
OTHERS = 1000
GROUP, BARE, PHONE = "+482291000{:02d}", "+48229200", "+48604900"
"""Main numbers of groups; with three more digits those that ring a phone, and the phones."""
_COPY = """
import os, sqlite3, sys
os.umask(7)
tenant, others = sys.argv[1], int(sys.argv[2])
tables = '''
    SELECT t.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND c.cid = 0 AND c.name = 'tenant'
'''
with sqlite3.connect(sys.argv[3], timeout=20) as plan:
    for (table,) in plan.execute(tables).fetchall():
        columns = [row[0] for row in plan.execute("SELECT name FROM pragma_table_info(?)", (table,))][1:]
        quoted = ", ".join(f'"{column}"' for column in columns)
        copy = f"INSERT INTO {table} SELECT ?, {quoted} FROM {table} WHERE tenant = ?"
        plan.executemany(copy, ((f"{tenant}_{other}", tenant) for other in range(others)))
    numbers = ((f"+48300{other:06}", f"{tenant}_{other}") for other in range(others))
    plan.executemany("INSERT INTO number VALUES (?, ?, 'group_0', 1)", numbers)
"""
_SETTLED = """
import sqlite3, sys, time
limit = time.monotonic() + 300
with sqlite3.connect("/var/lib/wco/live/live.db") as live, sqlite3.connect(sys.argv[1]) as plan:
    wanted = plan.execute("SELECT tenant, digest FROM manifest ORDER BY tenant").fetchall()
    while live.execute("SELECT tenant, digest FROM mirrored ORDER BY tenant").fetchall() != wanted:
        if time.monotonic() > limit:
            sys.exit("wco-live has not copied the members of all groups within 300 s")
        time.sleep(0.5)
"""


def measure() -> Iterator[Figure]:
    """Yield both figures; the calls of all kinds take the same way through edge and carrier."""
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        with standalone.holding({TENANT: _spec()}) as lab, _phones(lab, Path(scratch)) as phones:
            groups = [GROUP.format(n % GROUPS) for n in range(CALLS)]
            _settle(lab)
            alone = phones.cpu("groups", groups)
            lab.inside.run(lab.inside.media[0], "python3", "-c", _COPY, TENANT, str(OTHERS), callplan_db())
            _settle(lab)
            crowded = phones.cpu(f"groups with {OTHERS} further tenants", groups)
            silent, bare = (_bare(lab, phones, music=music) for music in (False, True))
        Lab(standalone.copy({}, instead=False)).apply()
    detail = (
        f"a call's CPU in Asterisk, {GROUPS} groups of {MEMBERS}, {CALLS} callers wait {RINGING} s with music"
        f" / bare Dial() with music (without: {silent:.3g} ms, {alone / silent:.2f} times)"
    )
    yield Figure("queue", alone, bare, 3.0, "ms", detail)
    yield Figure("queue_tenants", crowded, alone, 1.2, "ms", f"with {OTHERS} further tenants / without")


def _settle(lab: Lab) -> None:
    """Wait until the members of all groups are where app_queue reads them."""
    lab.inside.run(lab.inside.media[0], "python3", "-c", _SETTLED, callplan_db())


@dataclass(frozen=True)
class Phones:
    """SIPp, which answers for all phones, and the calls to them."""

    lab: Lab
    counts: Path
    """SIPp's statistics, a line a second."""

    @property
    def rung(self) -> int:
        """How often a phone was rung so far."""
        with self.counts.open(encoding="utf-8", newline="") as lines:
            counts = [row["TotalCallCreated"] for row in csv.DictReader(lines, delimiter=";")]
        return max((int(count) for count in counts if count), default=0)

    def cpu(self, what: str, dialled: Sequence[str]) -> float:
        """Return the milliseconds of Asterisk's CPU for a call, the median of some rounds."""
        return median(self._round(what, dialled) for _ in range(ROUNDS))

    def _round(self, what: str, dialled: Sequence[str]) -> float:
        before, rung = spent(self.lab.inside), self.rung
        callers = asyncio.run(_call(self.lab, dialled))
        if lost := [one for one in callers if one.status != 200]:
            time.sleep(2)
            ends = Counter(f"{one.status} {one.trouble}".strip() for one in lost)
            told = ", ".join(f"{count} ended with {end}" for end, count in ends.most_common())
            raise SystemExit(
                f"{what}: {len(lost)} of {len(callers)} callers talked to no phone: {told}"
                f" (487: nobody had answered after {LASTS:g} s); phones were rung {self.rung - rung} times"
            )
        return (spent(self.lab.inside) - before) / len(callers)


async def _call(lab: Lab, dialled: Sequence[str]) -> list[Caller]:
    address = lab.carrier().address
    callers = [
        Caller(Manner(number, f"+48505900{n:03}", hang_up_after=LASTS), address, f"{lab.edge}:5060")
        for n, number in enumerate(dialled)
    ]
    placed = []
    for caller in callers:
        placed.append(asyncio.create_task(caller.place()))
        await asyncio.sleep(SPREAD / len(callers))
    return await asyncio.gather(*placed)


def _bare(lab: Lab, phones: Phones, *, music: bool) -> float:
    with bare_dial(lab, TENANT, BARE, PHONE, music=music):
        return phones.cpu("bare Dial()", [_number(n) for n in range(CALLS)])


@contextmanager
def _phones(lab: Lab, scratch: Path) -> Iterator[Phones]:
    """Answer for all phones at the operator's trunk."""
    require_sipp()
    counts = scratch / "phones.csv"
    command = ["sipp", "-sf", str(PHONES), "-i", lab.carrier().address, "-p", "5060", "-nostdin", "-aa"]
    command += ["-trace_stat", "-stf", str(counts), "-fd", "1"]
    sipp = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(2)
        if sipp.poll() is not None:
            raise SystemExit(f"the phones could not start (try: {' '.join(command)})")
        yield Phones(lab, counts)
    finally:
        sipp.kill()
        sipp.wait()


def _number(index: int) -> str:
    return f"{BARE}{index:03d}"


def _spec() -> str:
    """Return the tenant, as YAML."""
    blocks = {
        f"group_{n}": {
            "type": "group",
            "name": f"Group {n}",
            "members": [f"u{n * MEMBERS + place}" for place in range(MEMBERS)],
            "ring_seconds": 60,
            "exits": dict.fromkeys(("timeout", "full", "no_members", "inactive"), "hangup"),
        }
        for n in range(GROUPS)
    }
    numbers = [{"number": GROUP.format(n), "entry": f"group_{n}"} for n in range(GROUPS)]
    numbers += [{"number": _number(n), "entry": "group_0"} for n in range(CALLS)]
    return yaml.safe_dump(
        {
            "tenant": TENANT,
            "name": "Bench",
            "contract": {"main_numbers": 251, "users": GROUPS * MEMBERS, "channels": 300},
            "main_numbers": {"primary": numbers[0], "additional": numbers[1:]},
            "users": {
                f"u{n}": {"name": f"U{n}", "number": f"{PHONE}{n:03d}"} for n in range(GROUPS * MEMBERS)
            },
            "blocks": blocks,
        }
    )
