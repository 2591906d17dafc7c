"""Calls placed one after the other, while something happens to the site."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.apply.command import wco
from tests.caller import Caller, Manner
from tests.faults.hosts import eventually, shell
from tests.standalone import Lab

__all__ = ["ANNOUNCED", "calls_beside", "lost", "serves"]

ANNOUNCED = "+48221001002"
"""Number of the tenant ``demo`` that an announcement answers at once, at any hour."""

_EVERY, _STAY = 0.5, 4.0
"""Seconds between two calls, and until a caller hangs up."""
_RESTART = (
    "systemctl restart asterisk kamailio; n=0;"
    " until kamcmd dispatcher.list | grep -A1 ':5080' | grep -q 'FLAGS: AP' || [ $n = 60 ]; do sleep 0.5; n=$((n + 1)); done"
)


@contextmanager
def calls_beside(lab: Lab, *numbers: str, every: float = _EVERY) -> Iterator[list[Caller]]:
    """Place calls to these numbers, in turn, until the block ends; the list is whole, each call over, after it."""
    placed: list[Caller] = []
    over = threading.Event()
    placing = _place(lab, numbers or (ANNOUNCED,), placed, over, every)
    thread = threading.Thread(target=lambda: asyncio.run(placing))
    thread.start()
    try:
        yield placed
    finally:
        over.set()
        thread.join()


def lost(calls: list[Caller]) -> list[tuple[str, int, str]]:
    """Return number, last status and trouble of each call that was not answered or not properly ended."""
    assert len(calls) > 1, "no calls were placed"
    return [
        (call.manner.dialled, call.status, call.trouble)
        for call in calls
        if call.status != 200 or call.trouble
    ]


def serves(lab: Lab) -> None:
    """Say that calls are served after the engines have begun anew, and that nothing is told any more."""
    shell(lab, _RESTART)
    with calls_beside(lab) as calls:
        eventually(lambda: len(calls) >= 2)
    assert lost(calls) == []
    eventually(lambda: wco("status", lab.site).code == 0, 60)
    assert wco("drift", lab.site).error == ""


async def _place(
    lab: Lab, numbers: tuple[str, ...], placed: list[Caller], over: threading.Event, every: float
) -> None:
    carrier = lab.carrier()
    async with asyncio.TaskGroup() as tasks:
        while not over.is_set():
            count = len(placed)
            manner = Manner(numbers[count % len(numbers)], f"+48600{800000 + count}", hang_up_after=_STAY)
            placed.append(Caller(manner, carrier.address, carrier.edge))
            tasks.create_task(placed[-1].place())
            await asyncio.sleep(every)
