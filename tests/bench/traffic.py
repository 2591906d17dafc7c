"""Random calls at the highest rate that this machine holds."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from tests.caller import Caller, Manner
from wcoctl.lab.story.stories import Phone
from wcoctl.model.base import Strict
from wcoctl.model.numbers import PhoneNumber

__all__ = ["Traffic", "Ways", "load_ways"]

_TICK = 0.05
_LOOK = 2.0
"""Seconds between two looks at the load."""
_BUSY, _TOO_BUSY = 0.75, 0.88
"""Parts of the machine's time; between the two the rate stays."""
_FIRST_RATE, _STEP, _BACK = 1.0, 0.3, 0.85
_HASTY, _WRONG, _WITHHELD = 0.1, 0.1, 0.05
"""Parts of the callers who hang up at once, press anything, show no number."""


class Way(Strict):
    """One way into the company."""

    dialled: PhoneNumber
    keys: list[Annotated[str, Field(pattern=r"^[0-9*#]{1,20}$")]] = Field(default=[])
    """One entry for each moment at which the caller presses something."""
    speaks: bool = False
    """Whether the caller talks from the answer on, and presses nothing."""
    caller: PhoneNumber | None = None
    """Who calls; when left out, anybody, each with a number of their own."""


class Ways(Strict):
    """The ways into a company, and how its phones behave."""

    phones: dict[str, Phone]
    ways: Annotated[list[Way], Field(min_length=1)]


def load_ways(path: Path) -> Ways:
    """Read the ways of a file."""
    return Ways.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass
class Traffic:
    """Places calls, as many in a second as the machine holds, and remembers each."""

    ways: Ways
    address: str
    edge: str
    chance: random.Random
    wanted: float | None = None
    """Calls a second; None: as many as the machine holds."""
    rate: float = _FIRST_RATE
    """Calls a second at present."""
    callers: list[Caller] = field(default_factory=list)
    most: int = 0
    """Calls at the same time."""
    _busy: Callable[[], float] = field(default_factory=lambda: _busyness())

    async def play(self, seconds: float, *, rising: bool) -> None:
        """Place calls for so long, then wait until all are over; the rate falls when it must, and rises if it may."""
        loop = asyncio.get_running_loop()
        end, look, due = loop.time() + seconds, loop.time() + _LOOK, loop.time()
        running: set[asyncio.Task[Caller]] = set()
        self._busy()
        while (now := loop.time()) < end:
            if now >= look:
                self._adapt(self._busy(), rising=rising)
                look = now + _LOOK
            while due <= now:
                due += self.chance.expovariate(self.rate)
                task = asyncio.create_task(self._caller().place())
                running.add(task)
                task.add_done_callback(running.discard)
            self.most = max(self.most, len(running))
            await asyncio.sleep(_TICK)
        if running:
            await asyncio.gather(*running)

    def _adapt(self, busy: float, *, rising: bool) -> None:
        if self.wanted:
            self.rate = self.wanted
        elif busy > _TOO_BUSY:
            self.rate = max(self.rate * _BACK, _FIRST_RATE / 2)
        elif busy < _BUSY and rising:
            self.rate += _STEP

    def _caller(self) -> Caller:
        """Return the next caller, who does something random."""
        chance, way = self.chance, self.chance.choice(self.ways.ways)
        keys, at = [], chance.uniform(0.2, 2.0)
        for press in way.keys:
            wrong = chance.random() < _WRONG
            keys.append(
                (at, "".join(chance.choices("0123456789*#", k=chance.randint(1, 5))) if wrong else press)
            )
            at += chance.uniform(1.5, 4.0)
        number = way.caller or ("" if chance.random() < _WITHHELD else f"+4871{len(self.callers):07}")
        patience = chance.uniform(0.0, 0.5) if chance.random() < _HASTY else chance.uniform(2.0, 25.0)
        manner = Manner(way.dialled, number, keys, patience, way.speaks)
        caller = Caller(manner, self.address, self.edge)
        self.callers.append(caller)
        return caller


def _busyness() -> Callable[[], float]:
    """Return a function that tells which part of the machine's time was spent since it was last asked."""
    last = (0, 0)

    def busy() -> float:
        nonlocal last
        numbers = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        now = (sum(numbers), numbers[3] + numbers[4])
        total, idle = now[0] - last[0], now[1] - last[1]
        last = now
        return 1 - idle / total if total else 1.0

    return busy
