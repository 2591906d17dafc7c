"""CPU of Asterisk for a call that waits in a group, beside a bare ``Dial()`` whose phone rings as long.

20 groups of 25 members, 10 callers in each at once, all of whom wait while a phone rings.
"""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import yaml

from tests.bench.cpu import CONTEXT, spent
from tests.bench.figure import Figure
from tests.caller import Caller, Manner
from tests.standalone import Lab, Standalone
from wcoctl.lab.sipp import require_sipp
from wcoctl.spec.load import load_hosts

__all__ = ["measure"]

TENANT = "bench"
PHONES = Path(__file__).with_name("queue_phones.xml")
GROUPS, MEMBERS, CALLS, ROUNDS = 20, 25, 200, 3
RINGING, SPREAD, LASTS = 8, 4.0, 16.0
"""Seconds: a phone rings, all callers have come, a caller hangs up."""
OTHERS = 1000
GROUP, BARE = "+482291000{:02d}", "+48229200{:03d}"
_COPY = """
import os, sqlite3, sys
os.umask(7)
tenant, others = sys.argv[1], int(sys.argv[2])
tables = ("tenant", "user", "block", "exit", "call_group", "member", "manifest")
with sqlite3.connect("/var/lib/wco/callplan/callplan.db", timeout=20) as plan:
    for other in range(others):
        name = f"{tenant}_{other}"
        for table in tables:
            columns = [row[0] for row in plan.execute("SELECT name FROM pragma_table_info(?)", (table,))][1:]
            quoted = ", ".join(f'"{column}"' for column in columns)
            plan.execute(f"INSERT INTO {table} SELECT ?, {quoted} FROM {table} WHERE tenant = ?", (name, tenant))
        number = f"+48300{other:06}"
        plan.execute("INSERT INTO number VALUES (?, ?, 'group_0', 1)", (number, name))
"""


def measure() -> Iterator[Figure]:
    """Yield both figures; the calls of all kinds take the same way through edge and carrier."""
    with tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch:
        standalone = Standalone.deployed(Path(scratch))
        with standalone.holding({TENANT: _spec()}) as lab, _phones(lab):
            alone = _rounds(lab, [GROUP.format(n % GROUPS) for n in range(CALLS)])
            lab.inside.run(lab.inside.media[0], "python3", "-c", _COPY, TENANT, str(OTHERS))
            crowded = _rounds(lab, [GROUP.format(n % GROUPS) for n in range(CALLS)])
            bare = _bare(lab)
        Lab(standalone.copy({}, instead=False)).apply()
    detail = f"a call's CPU in Asterisk, {GROUPS} groups of {MEMBERS}, {CALLS} callers wait {RINGING} s / bare Dial()"
    yield Figure("queue", alone, bare, 3.0, "ms", detail)
    yield Figure("queue_tenants", crowded, alone, 1.2, "ms", f"with {OTHERS} further tenants / without")


def _rounds(lab: Lab, dialled: Sequence[str]) -> float:
    return median(_cpu(lab, dialled) for _ in range(ROUNDS))


def _cpu(lab: Lab, dialled: Sequence[str]) -> float:
    """Return the milliseconds of Asterisk's CPU for each call of one round."""
    before = spent(lab.inside)
    callers = asyncio.run(_call(lab, dialled))
    if lost := [f"{one.manner.dialled} {one.status} {one.trouble}" for one in callers if one.status != 200]:
        raise SystemExit(f"{len(lost)} calls did not reach their phone, such as {lost[0]}")
    return (spent(lab.inside) - before) / len(callers)


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


def _bare(lab: Lab) -> float:
    hosts = load_hosts(lab.site.root).hosts.items()
    edge = next(name for name, host in hosts if "edge" in host.groups)
    numbers = [BARE.format(n) for n in range(CALLS)]
    for n, number in enumerate(numbers):
        extension = f"{number},1,Dial(PJSIP/{_phone(n)}@edge_{edge},60)"
        lab.inside.asterisk(f"dialplan add extension {extension} into {CONTEXT}")
    try:
        return _rounds(lab, numbers)
    finally:
        for number in numbers:
            lab.inside.asterisk(f"dialplan remove extension {number}@{CONTEXT}")


@contextmanager
def _phones(lab: Lab) -> Iterator[None]:
    """Answer for all phones at the operator's trunk."""
    require_sipp()
    command = ["sipp", "-sf", str(PHONES), "-i", lab.carrier().address, "-p", "5060", "-nostdin", "-aa"]
    sipp = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(2)
        if sipp.poll() is not None:
            raise SystemExit(f"the phones could not start (try: {' '.join(command)})")
        yield
    finally:
        sipp.kill()
        sipp.wait()


def _phone(index: int) -> str:
    return f"+48604900{index:03d}"


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
    numbers += [{"number": BARE.format(n), "entry": "group_0"} for n in range(CALLS)]
    return yaml.safe_dump(
        {
            "tenant": TENANT,
            "name": "Bench",
            "contract": {"main_numbers": 251, "users": GROUPS * MEMBERS, "channels": 300},
            "main_numbers": {"primary": numbers[0], "additional": numbers[1:]},
            "users": {f"u{n}": {"name": f"U{n}", "number": _phone(n)} for n in range(GROUPS * MEMBERS)},
            "blocks": blocks,
        }
    )
