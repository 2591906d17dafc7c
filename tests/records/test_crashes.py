"""Asterisk or PostgreSQL is killed while calls go on: each call has one record, which says all that was known."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tests.caller import Caller, Manner
from tests.records.told import kill, told, wait_for_asterisk
from tests.standalone import Lab

pytestmark = pytest.mark.lab

MAIN = "+4822203100"
CUT = {
    # dialled: path, outcome, answered by, legs as (block, user, result, seconds of talk)
    "0": ("choose:-", "unanswered", "", []),
    "1": ("hello:next talk:-", "answered", "anna", [["talk", "anna", "answered", True]]),
    "2": ("silent:-", "unanswered", "", [["silent", "bob", "failed", False]]),
    "3": ("queue:-", "unanswered", "", [["queue", "celina", "failed", False]]),
    "4": ("team:-", "answered", "dawid", [["team", "dawid", "answered", True]]),
}
KILL_PATIENCE = 180.0
"""Seconds in which a machine, however busy, takes ten calls more."""
TALK = 3.0
"""Seconds for which those who talk have at least talked when they are cut."""


def _caller(lab: Lab, manner: Manner) -> Caller:
    carrier = lab.carrier()
    return Caller(manner, carrier.address, carrier.edge)


def test_calls_cut_at_every_point_keep_what_was_known(lab: Lab) -> None:
    """Menu, conversation, ringing, queue, and a second one in that queue for whom no phone rings."""
    since = time.time() - 1
    manners = [Manner(f"{MAIN}{number}", f"+4870320300{number}", hang_up_after=90) for number in CUT]
    manners.append(Manner(f"{MAIN}3", "+48703203005", hang_up_after=90))
    # The one who presses 1 finds ewa busy, then waits for bob.
    manners.append(Manner(f"{MAIN}0", "+48703203006", keys=[(1.0, "1")], hang_up_after=90))

    async def play() -> None:
        callers = [_caller(lab, manner) for manner in manners]
        calls = []
        for caller in callers:
            calls.append(asyncio.create_task(caller.place()))
            await asyncio.sleep(0.3)
        await asyncio.sleep(TALK + 4)
        assert all(caller.accepted is not None for caller in callers)
        await asyncio.to_thread(kill, lab, "asterisk")
        for call in calls:
            call.cancel()

    asyncio.run(play())
    records = told(lab, since, [manner.caller for manner in manners])
    assert Counter(record["caller"] for record in records) == Counter(manner.caller for manner in manners)
    found = {record["caller"]: record for record in records}
    assert {number: _summary(found[f"+4870320300{number}"]) for number in CUT} == CUT
    assert sorted(map(_summary, (found["+48703203005"], found["+48703203006"]))) == [
        ("choose:key_1 taken:busy silent:-", "unanswered", "",
         [["taken", "ewa", "busy", False], ["silent", "bob", "failed", False]]),
        ("queue:-", "unanswered", "", []),
    ]  # fmt: skip
    assert {record["cause"] for record in records} == {41}
    assert all(TALK < record["lasted"] < TALK + 20 for record in records)
    wait_for_asterisk(lab)


def _summary(record: dict[str, Any]) -> tuple[str, str, str, list[list[Any]]]:
    legs = [[block, user, result, (talk or 0) >= TALK] for block, user, result, talk in record["legs"]]
    assert ((record["talked"] or 0) >= TALK) == (record["outcome"] == "answered")
    return record["path"], record["outcome"], record["answered_by"], legs


def test_kills_at_any_moment_lose_and_double_no_call(lab: Lab) -> None:
    """Callers come all the time, also while Asterisk starts, which takes as long as the machine needs."""
    since = time.time() - 1
    chance = random.Random(3)
    callers: list[Caller] = []

    async def play() -> None:
        async with asyncio.TaskGroup() as tasks:
            kills = tasks.create_task(_kill_twice(lab, callers))
            while not kills.done():
                manner = Manner(
                    f"{MAIN}{chance.randrange(6)}",
                    f"+48703{204000 + len(callers)}",
                    hang_up_after=chance.uniform(0, 9),
                )
                callers.append(_caller(lab, manner))
                tasks.create_task(callers[-1].place())
                await asyncio.sleep(0.3)

    asyncio.run(play())
    taken = _taken(callers)
    records = told(lab, since, taken)
    times = Counter(record["caller"] for record in records)
    assert taken <= times.keys() <= {caller.manner.caller for caller in callers}
    assert set(times.values()) == {1}
    assert {41, 16} <= {record["cause"] for record in records}


def _taken(callers: Sequence[Caller]) -> set[str]:
    return {caller.manner.caller for caller in callers if caller.accepted is not None}


async def _kill_twice(lab: Lab, callers: Sequence[Caller]) -> None:
    """Kill Asterisk each time it has taken some more calls, and wait for the last ones."""
    for enough in (10, 25, 35):
        async with asyncio.timeout(KILL_PATIENCE):
            while len(_taken(callers)) < enough:
                await asyncio.sleep(0.1)
        if enough < 35:
            await asyncio.to_thread(kill, lab, "asterisk")
            await asyncio.to_thread(wait_for_asterisk, lab)


def test_calls_that_end_while_postgresql_dies_arrive_once(lab: Lab) -> None:
    since = time.time() - 1
    callers = [_caller(lab, Manner(f"{MAIN}5", f"+487032032{n:02}")) for n in range(40)]

    async def play() -> None:
        async with asyncio.TaskGroup() as tasks:
            for n, caller in enumerate(callers):
                tasks.create_task(caller.place())
                if n in (5, 18, 30):
                    tasks.create_task(asyncio.to_thread(kill, lab, "postgresql@17-main"))
                await asyncio.sleep(0.3)

    asyncio.run(play())
    records = told(lab, since, [caller.manner.caller for caller in callers])
    assert Counter(record["caller"] for record in records) == Counter(
        caller.manner.caller for caller in callers
    )
    assert {(record["outcome"], record["path"]) for record in records} == {("answered", "quick:end_of_call")}
