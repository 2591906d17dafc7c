"""CPU of Asterisk for a call that waits in a group, beside a bare ``Dial()`` whose phone rings as long.

20 groups of 25 members, 10 callers in each at once, all of whom wait while a phone rings.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import yaml

from tests.bench.cpu import CONTEXT, cpu
from tests.bench.figure import Figure
from tests.standalone import Lab, Standalone
from wcoctl.lab.carrier import Carrier, Scene
from wcoctl.lab.hosts import LabHosts
from wcoctl.lab.story import Call, Expected, Phone, Story
from wcoctl.spec.load import load_hosts

__all__ = ["measure"]

TENANT = "bench"
GROUPS, MEMBERS, CALLERS, ROUNDS = 20, 25, 10, 3
RINGING, TALK = 8.0, 3.0
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
        with standalone.holding({TENANT: _spec()}) as lab, lab.carrier() as carrier:
            edge = next(
                name for name, host in load_hosts(lab.site.root).hosts.items() if "edge" in host.groups
            )
            bare = _bare(lab.inside, carrier, edge)
            alone = _rounds(lab.inside, carrier, _queued())
            lab.inside.run(lab.inside.media[0], "python3", "-c", _COPY, TENANT, str(OTHERS))
            crowded = _rounds(lab.inside, carrier, _queued())
        Lab(standalone.copy({}, instead=False)).apply()
    detail = (
        f"a call's CPU in Asterisk, {GROUPS} groups of {MEMBERS}, {GROUPS * CALLERS} callers / bare Dial()"
    )
    yield Figure("queue", alone, bare, 3.0, "ms", f"{detail}, {RINGING:g} s of ringing, {TALK:g} s of talk")
    yield Figure(
        "queue_tenants", crowded, alone, 1.2, "ms", f"the same with {OTHERS} further tenants / without"
    )


def _rounds(hosts: LabHosts, carrier: Carrier, scenes: Sequence[Scene]) -> float:
    return median(cpu(hosts, carrier, scenes) for _ in range(ROUNDS))


def _bare(hosts: LabHosts, carrier: Carrier, edge: str) -> float:
    calls = range(GROUPS * CALLERS)
    for index in calls:
        extension = f"{BARE.format(index)},1,Dial(PJSIP/{_phone(index)}@edge_{edge},60)"
        hosts.asterisk(f"dialplan add extension {extension} into {CONTEXT}")
    try:
        return _rounds(hosts, carrier, [_scene(f"bare{n}", [BARE.format(n)], [n]) for n in calls])
    finally:
        for index in calls:
            hosts.asterisk(f"dialplan remove extension {BARE.format(index)}@{CONTEXT}")


def _queued() -> list[Scene]:
    return [
        _scene(f"group{n}", [GROUP.format(n)] * CALLERS, list(range(n * MEMBERS, n * MEMBERS + MEMBERS)))
        for n in range(GROUPS)
    ]


def _scene(name: str, dialled: list[str], phones: list[int]) -> Scene:
    """Return calls whose phones ring for a while, answer, and hang up after ``TALK``; nobody sends audio."""
    phone = Phone(after=RINGING, hang_up_after=TALK, rtp=False)
    calls = [
        Call(
            dialled=number,
            caller=f"+48505{phones[0]:03}{place:03}",
            hang_up_after=60.0,
            rtp=False,
            expect=Expected(),
        )
        for place, number in enumerate(dialled)
    ]
    users = {f"u{index}": [phone] for index in phones}
    story = Story(title=name, tenant=TENANT, phones=users, calls=calls)
    return Scene(name, story, {f"u{index}": _phone(index) for index in phones})


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
    numbers += [{"number": BARE.format(n), "entry": "group_0"} for n in range(GROUPS * CALLERS)]
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
