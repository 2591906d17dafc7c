"""Disks that are full, out of inodes or read-only: calls go on, their records arrive, and somebody is told."""

import asyncio
import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.apply.command import wco
from tests.caller import Caller, Manner
from tests.faults.small_disk import FOLDERS, filled, read_only, shell, small_disks
from tests.phones import phones
from tests.standalone import Lab
from wcoctl.lab.story.stories import Phone
from wcoctl.workspace.directory import REPOSITORY

pytestmark = pytest.mark.lab

INSIDE, OUTSIDE = "+48222042000", "+48222042001"
PHONES = {"+48603204001": Phone(after=0.3), "+48225552040": Phone(after=0.3)}
PATHS = {INSIDE: "hello:next talk:-", OUTSIDE: "outside:-"}
_RECORDS = """
SELECT json_build_object('caller', caller, 'dialled', dialled, 'outcome', outcome, 'cause', cause,
    'path', (SELECT string_agg(s->>'block' || ':' || (s->>'exit'), ' ' ORDER BY n)
             FROM jsonb_array_elements(path) WITH ORDINALITY AS p (s, n)),
    'legs', (SELECT count(*) FROM leg WHERE leg.call = call.call AND result = 'answered'))
FROM call WHERE tenant = 'disks' AND started >= to_timestamp({since})
"""


@pytest.fixture(scope="module")
def lab(lab: Lab) -> Iterator[Lab]:
    """Have the controller of the other tests bring one more tenant, and take it away again."""
    file = lab.site.root / "tenants" / "disks.yml"
    shutil.copy(REPOSITORY / "tests" / "faults" / "full_disk.yml", file)
    lab.apply()
    with small_disks(lab):
        yield lab
    file.unlink()
    lab.apply()


@pytest.fixture(autouse=True)
def _phones(lab: Lab) -> Iterator[None]:
    with phones(lab.carrier().address, PHONES):
        yield


def place(lab: Lab, dialled: list[str], meanwhile: str = "", lasting: float = 5.0) -> list[Caller]:
    """Place calls, a tenth of a second apart; run a script on the host while they talk."""
    carrier, first = lab.carrier(), time.time_ns() // 1000 % 10_000 * 100
    manners = [
        Manner(number, f"+48703{first + n:06}", hang_up_after=lasting) for n, number in enumerate(dialled)
    ]
    callers = [Caller(manner, carrier.address, carrier.edge) for manner in manners]

    async def play() -> None:
        async with asyncio.TaskGroup() as tasks:
            for caller in callers:
                tasks.create_task(caller.place())
                await asyncio.sleep(0.1)
            if meanwhile:
                await asyncio.to_thread(shell, lab, meanwhile)

    asyncio.run(play())
    assert [caller.manner for caller in callers if caller.accepted is None or caller.trouble] == []
    return callers


def ask(lab: Lab, query: str) -> list[str]:
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
    return lab.inside.run(lab.inside.data, *command).decode().splitlines()


def records(lab: Lab, since: float, callers: list[Caller]) -> list[dict[str, Any]]:
    """Return the records since a time, once these callers and their phones have theirs, or patience ends."""
    deadline = time.monotonic() + 30
    wanted = {caller.manner.caller for caller in callers}
    while True:
        found = [json.loads(line) for line in ask(lab, _RECORDS.format(since=since))]
        # A phone's record travels behind its call's.
        complete = {record["caller"] for record in found if record["legs"]}
        if wanted <= complete or time.monotonic() > deadline:
            return found
        time.sleep(0.5)


def alarms(lab: Lab, since: float, kind: str) -> list[str]:
    """Return the alarms of a kind since a time, as soon as there is one."""
    deadline = time.monotonic() + 20
    query = (
        f"SELECT text FROM alarm WHERE tenant = '_site' AND kind = '{kind}' AND at >= to_timestamp({since})"
    )
    while not (found := ask(lab, query)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return found


def told_once(found: list[dict[str, Any]], callers: list[Caller]) -> None:
    """Each call has one record, which says all there is to say."""
    assert Counter(record["caller"] for record in found) == Counter(c.manner.caller for c in callers)
    for record in found:
        assert record["path"] == PATHS[record["dialled"]], record
        assert (record["outcome"], record["legs"]) == ("answered", 1), record
        assert record["cause"] != 41, record


def test_a_full_disk_costs_no_call_and_no_record(lab: Lab) -> None:
    since = time.time() - 1
    shell(lab, "systemctl start wco-space")
    with filled(lab, FOLDERS):
        shell(lab, "systemctl start wco-space")
        callers = place(lab, [INSIDE, OUTSIDE] * 10)
        status = wco("status", lab.site)
    (pbx,) = status.data["hosts"].values()
    assert status.code == 1
    assert "/var/spool/wco is 100 % full" in status.error
    spool = next(disk for disk in pbx["space"] if disk["path"] == "/var/spool/wco")
    assert (spool["level"], spool["used_percent"], spool["free_megabytes"]) == ("alarm", 100, 0)
    told_once(records(lab, since, callers), callers)
    # A service may have given an inode back.
    assert "/var/spool/wco is 100 % full, 0 MB are free; " in " ".join(alarms(lab, since, "disk_alarm"))


def test_a_disk_that_fills_up_while_calls_talk_costs_no_record(lab: Lab) -> None:
    since = time.time() - 1
    fill = "; ".join(f"dd if=/dev/zero of={folder}/filler bs=64k 2>/dev/null || true" for folder in FOLDERS)
    callers = place(lab, [INSIDE, OUTSIDE] * 20, meanwhile=fill, lasting=8)
    callers += place(lab, [INSIDE, OUTSIDE])
    shell(lab, "; ".join(f"rm {folder}/filler" for folder in FOLDERS))
    told_once(records(lab, since, callers), callers)


def test_read_only_disks_cost_no_call_and_no_record(lab: Lab) -> None:
    with read_only(lab):
        since = time.time() - 1
        callers = place(lab, [INSIDE] * 10)
        told_once(records(lab, since, callers), callers)
        assert len(alarms(lab, since, "call_spool")) == 1
