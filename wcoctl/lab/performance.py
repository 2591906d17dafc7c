"""Plays stories against a running site and tells what came of each call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from wcoctl.lab.carrier import Carrier, Scene
from wcoctl.lab.cast import Cast
from wcoctl.lab.hosts import LabHosts
from wcoctl.lab.records import Record
from wcoctl.lab.review import SKEW, Performance, Review, assigned
from wcoctl.lab.rtp import Samples
from wcoctl.lab.scenario import phones_fit
from wcoctl.lab.seen import CallSeen, StorySeen
from wcoctl.lab.story import Phone, Story

__all__ = ["Performance", "batches", "perform"]

_RECORD_SECONDS = 15.0
"""How long a call record may be on its way."""
_TOGETHER = 8
"""Stories at the same time: more only make each other late on a small machine."""


def perform(
    stories: Mapping[str, Story],
    cast: Mapping[str, Cast],
    hosts: LabHosts,
    carrier: Carrier,
    progress: Callable[[str], None] = lambda _text: None,
) -> dict[str, list[Performance]]:
    """Play all stories, at the same time where they do not touch the same phones; by story, its calls."""
    scenes = [Scene(name, story, cast[story.tenant].numbers) for name, story in stories.items()]
    sounds = _sounds(scenes, cast, hosts)
    done: dict[str, list[Performance]] = {}
    for batch in batches(scenes):
        progress(f"calling: {', '.join(scene.name for scene in batch)}")
        began = time.time()
        seen = _play(batch, cast, hosts, carrier)
        records = _records(hosts, began - SKEW, [call for story in seen.values() for call in story.calls])
        for scene in batch:
            review = Review(scene, seen[scene.name], cast[scene.story.tenant], sounds[scene.name])
            done[scene.name] = review.performances(records)
    return {name: done[name] for name in stories}


def batches(scenes: Sequence[Scene]) -> list[list[Scene]]:
    """Part scenes into batches of which no two members touch each other; long ones go together."""
    parted: list[_Batch] = []
    for scene in sorted(scenes, key=_length, reverse=True):
        batch = next((batch for batch in parted if batch.takes(scene)), None)
        if batch is None:
            parted.append(batch := _Batch())
        batch.add(scene)
    return [batch.scenes for batch in parted]


@dataclass
class _Batch:
    scenes: list[Scene] = field(default_factory=list)
    _owned: set[str] = field(default_factory=set)
    _shared: set[str] = field(default_factory=set)

    def takes(self, scene: Scene) -> bool:
        owned, shared = _needs(scene)
        clash = owned & (self._owned | self._shared) or shared & self._owned
        return len(self.scenes) < _TOGETHER and not clash and phones_fit(self._phones(scene))

    def _phones(self, another: Scene) -> dict[str, list[Phone]]:
        scenes = [*self.scenes, another]
        return {number: phones for scene in scenes for number, (_, phones) in scene.phones.items()}

    def add(self, scene: Scene) -> None:
        owned, shared = _needs(scene)
        self.scenes.append(scene)
        self._owned |= owned
        self._shared |= shared


def _needs(scene: Scene) -> tuple[set[str], set[str]]:
    """Return what a scene needs for itself, and what it shares: numbers of which it leaves the clock."""
    calls = scene.story.calls
    dialled = {call.dialled for call in calls}
    pairs = {f"{call.caller} {call.dialled}" for call in calls}
    users = {call.caller for call in calls} & set(scene.numbers.values())
    return set(scene.phones) | users | pairs | (dialled if scene.story.clock else set()), dialled


def _length(scene: Scene) -> float:
    return max(scene.story.lasts, *(call.start + call.hang_up_after for call in scene.story.calls))


def _play(
    batch: Sequence[Scene], cast: Mapping[str, Cast], hosts: LabHosts, carrier: Carrier
) -> dict[str, StorySeen]:
    clocks = {
        call.dialled: _epoch(scene.story.clock, cast[scene.story.tenant].tenant.timezone)
        for scene in batch
        if scene.story.clock
        for call in scene.story.calls
    }
    try:
        for dialled, epoch in clocks.items():
            hosts.set_clock(dialled, epoch)
        return carrier.play(batch)
    finally:
        for dialled in clocks:
            hosts.set_clock(dialled, None)


def _epoch(clock: datetime, timezone: str) -> int:
    return int(clock.replace(tzinfo=ZoneInfo(timezone)).timestamp())


def _records(hosts: LabHosts, since: float, calls: Sequence[CallSeen]) -> list[Record]:
    """Return the records since a time, waiting until those that have to come are there.

    A phone may ring, or be told something, for longer than the call lasts: its leg comes by itself.
    """
    deadline = time.monotonic() + _RECORD_SECONDS
    while True:
        records = hosts.records(since)
        told = zip(calls, assigned(records, calls), strict=True)
        if not any(_comes_still(call, own) for call, own in told) or time.monotonic() > deadline:
            return records
        time.sleep(0.5)


def _comes_still(call: CallSeen, own: Sequence[Record]) -> bool:
    expect = call.call.expect
    if not own:
        return expect.path is not None
    return len(own[0].legs) < len(call.legs if expect.legs is None else expect.legs)


def _sounds(
    scenes: Sequence[Scene], cast: Mapping[str, Cast], hosts: LabHosts
) -> dict[str, dict[str, Samples]]:
    """Return what can be heard in each story: the tenant's prompts, and those of Asterisk's sounds that it names."""
    sounds: dict[str, dict[str, Samples]] = {}
    for tenant, members in cast.items():
        own = [scene for scene in scenes if scene.story.tenant == tenant]
        named = {scene.name: scene.story.system_sounds for scene in own}
        system = hosts.system_audio(set().union(*named.values()), members.tenant.language)
        prompts = hosts.prompt_audio(members.prompts)
        for story, names in named.items():
            sounds[story] = prompts | {name: system[name] for name in names}
    return sounds
