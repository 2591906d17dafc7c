"""Random calls through every block type for a long time: nothing may be lost, doubled, stuck, or grow."""

import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.bench.figure import Figure
from tests.bench.traffic import Traffic, load_ways
from tests.caller import Caller
from tests.company import PLACEHOLDER, company, server_address
from tests.letters import mail_relay
from tests.phones import phones
from tests.standalone import Lab, Standalone
from wcoctl.blocks.registry import TYPES
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["measure"]

TENANT = "soak"
HERE = Path(__file__).parent
MINUTES = 30.0
WARM_UP = 0.4
"""Part of the time after which memory is looked at first; the rate may rise until then."""
GROWTH, SLACK_MB = 1.05, 4.0
"""How far memory may grow from the end of the warm-up to the end."""
PATIENCE = 90.0
"""Seconds until nothing of the calls may be left."""
RECORDED = frozenset({200, 486, 603})
"""Final answers that only a switchboard gives: such a call has a record; one that is cancelled at once may have none."""

_MEMORY = """
import pathlib
def name(process):
    return (process / "comm").read_text().strip()
def kilobytes(process, file, key):
    return next(int(line.split()[1]) for line in (process / file).read_text().splitlines() if line.startswith(key))
found = {"asterisk": [], "kamailio": []}
for process in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        if name(process) in found:
            found[name(process)].append(process)
    except OSError:
        pass
print(*(process.name for process in found["asterisk"]))
print(sum(kilobytes(process, "status", "VmRSS:") for process in found["asterisk"]))
print(sum(kilobytes(process, "smaps_rollup", "Pss:") for process in found["kamailio"]))
"""
_SPOOL = """
import sqlite3
database = sqlite3.connect("/var/spool/wco/calls/calls.db")
print(*(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("call", "leg", "rejected")))
"""
_CALLERS = "SELECT caller, count(*) FROM call WHERE tenant = '{tenant}' AND started >= to_timestamp({since}) GROUP BY caller"
_BLOCKS = (
    "SELECT DISTINCT step->>'block' FROM call, jsonb_array_elements(path) AS step"
    " WHERE tenant = '{tenant}' AND started >= to_timestamp({since})"
)


@dataclass(frozen=True)
class Rest:
    """The lab after all calls are over."""

    channels: int
    transactions: int
    asterisk_mb: float
    kamailio_mb: float


def measure(minutes: float = MINUTES, seed: int | None = None, rate: float | None = None) -> Iterator[Figure]:
    """Yield what was left of the calls, and how memory grew."""
    seed = secrets.randbelow(10**6) if seed is None else seed
    print(f"soak: {minutes:g} minutes, --seed {seed}", file=sys.stderr, flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="wco-bench-") as scratch,
        Standalone.deployed(Path(scratch)) as standalone,
    ):
        tenant = _tenant(standalone.site)
        with standalone.holding({TENANT: tenant}) as lab:
            ways, carrier, since = load_ways(HERE / "soak_calls.yml"), lab.carrier(), time.time() - 1
            traffic = Traffic(ways, carrier.address, carrier.edge, random.Random(seed), rate)
            with phones(carrier.address, ways.phones), company(lab.site, TENANT), mail_relay(lab.site):
                rests = asyncio.run(_play(lab, traffic, minutes * 60))
            yield from _memory(rests)
            yield from _left(rests, traffic)
            yield from _records(lab, traffic.callers, since)
            yield _types(lab, tenant, since)
        Lab(standalone.copy({}, instead=False)).apply()


def _tenant(site: SiteDirectory) -> str:
    """Return the company, as YAML."""
    text = (HERE / "soak_tenant.yml").read_text(encoding="utf-8")
    return text.replace(PLACEHOLDER, server_address(site))


async def _play(lab: Lab, traffic: Traffic, seconds: float) -> list[Rest]:
    """Play the warm-up and two halves of the rest, and look at the lab after each."""
    half = seconds * (1 - WARM_UP) / 2
    began = _asterisk(lab)
    rests: list[Rest] = []
    for part in (seconds * WARM_UP, half, half):
        await traffic.play(part, rising=not rests)
        rests.append(await asyncio.to_thread(_rest, lab))
        print(
            f"soak: {len(traffic.callers)} calls, {traffic.rate:.1f} a second, up to {traffic.most} at once, {rests[-1]}",
            file=sys.stderr,
            flush=True,
        )
        if _asterisk(lab) != began:
            raise SystemExit("Asterisk died during the soak")
    return rests


def _asterisk(lab: Lab) -> str:
    return lab.inside.run(lab.edge, "python3", "-c", _MEMORY).decode().splitlines()[0]


def _rest(lab: Lab) -> Rest:
    """Return what is left when nothing more ends by itself."""
    deadline = time.monotonic() + PATIENCE
    while True:
        left = lab.inside.left_over()
        if not left or time.monotonic() > deadline:
            break
        time.sleep(1)
    _, asterisk, kamailio = lab.inside.run(lab.edge, "python3", "-c", _MEMORY).decode().splitlines()
    return Rest(
        left.get("channels", 0),
        left.get("SIP transactions at an edge", 0),
        int(asterisk) / 1024,
        int(kamailio) / 1024,
    )


def _memory(rests: Sequence[Rest]) -> Iterator[Figure]:
    first, middle, last = rests
    for name, begin, between, end in (
        ("asterisk", first.asterisk_mb, middle.asterisk_mb, last.asterisk_mb),
        ("kamailio", first.kamailio_mb, middle.kamailio_mb, last.kamailio_mb),
    ):
        detail = f"memory at the end / after the warm-up; {between:.0f} MB in the middle"
        yield Figure(f"soak {name}", end, begin, round(GROWTH + SLACK_MB / begin, 3), "MB", detail)


def _left(rests: Sequence[Rest], traffic: Traffic) -> Iterator[Figure]:
    calls = f"after {len(traffic.callers)} calls, {traffic.rate:.1f} a second, up to {traffic.most} at once"
    yield Figure("soak channels", max(rest.channels for rest in rests), 1, 0, "left", calls)
    yield Figure("soak transactions", max(rest.transactions for rest in rests), 1, 0, "left", "at the edge")
    trouble = Counter(caller.trouble for caller in traffic.callers if caller.trouble)
    trouble |= Counter(
        str(caller.status) for caller in traffic.callers if caller.status in (404, 408, 500, 503)
    )
    told = ", ".join(f"{number} times {what}" for what, number in trouble.most_common(5))
    yield Figure("soak trouble", trouble.total(), 1, 0, "calls", told or "every call was answered and ended")


def _records(lab: Lab, callers: Sequence[Caller], since: float) -> Iterator[Figure]:
    """Compare the calls with their records; those who withhold their number are counted together."""
    deadline = time.monotonic() + PATIENCE
    while (waiting := lab.inside.run(lab.edge, "python3", "-c", _SPOOL).decode().split()) != ["0"] * 3:
        if time.monotonic() > deadline:
            raise SystemExit(f"records stay in the spool (calls, legs, rejected): {waiting}")
        time.sleep(1)
    rows = (line.rpartition("|") for line in _ask(lab, _CALLERS, since))
    recorded = Counter({caller: int(number) for caller, _, number in rows})
    placed = Counter(caller.manner.caller for caller in callers)
    due = Counter(caller.manner.caller for caller in callers if caller.accepted or caller.status in RECORDED)
    detail = f"{due.total()} of {len(callers)} calls came to a block; {recorded.total()} records"
    yield Figure("soak lost", (due - recorded).total(), 1, 0, "records", detail)
    yield Figure("soak doubled", (recorded - placed).total(), 1, 0, "records", detail)


def _types(lab: Lab, tenant: str, since: float) -> Figure:
    blocks = yaml.safe_load(tenant)["blocks"]
    passed = {blocks[block]["type"] for block in _ask(lab, _BLOCKS, since)}
    missing = sorted(set(TYPES) - passed)
    detail = f"that no call passed: {', '.join(missing) or 'none'}; {len(passed)} were passed"
    return Figure("soak types", len(missing), 1, 0, "block types", detail)


def _ask(lab: Lab, query: str, since: float) -> list[str]:
    """Ask PostgreSQL."""
    text = query.format(tenant=TENANT, since=since)
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", text)
    return lab.inside.run(lab.inside.data, *command).decode().splitlines()
