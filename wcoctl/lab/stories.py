"""Plays stories against a running site and tells what came of each call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from wcoctl.lab.audio.rtp import Samples
from wcoctl.lab.hosts.lab_hosts import LabHosts
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.review import SKEW, PlayedCall, Review, assigned
from wcoctl.lab.play.carrier import Carrier
from wcoctl.lab.play.observed import ObservedCall, ObservedStory
from wcoctl.lab.play.scenario import phones_fit
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import Phone, Story
from wcoctl.lab.story.tenant import StoryTenant

__all__ = ["PlayedCall", "batches", "play_stories"]

_RECORD_SECONDS = 15.0
"""How long a call record may be on its way."""
_TOGETHER = 8
"""Stories at the same time: more only make each other late on a small machine."""


def play_stories(
    stories: Mapping[str, Story],
    tenants: Mapping[str, StoryTenant],
    hosts: LabHosts,
    carrier: Carrier,
    progress: Callable[[str], None] = lambda _text: None,
) -> dict[str, list[PlayedCall]]:
    """Play all stories, at the same time where they do not touch the same phones; by story, its calls."""
    prepared_stories = [
        PreparedStory(name, story, tenants[story.tenant].numbers) for name, story in stories.items()
    ]
    sounds = _sounds(prepared_stories, tenants, hosts)
    done: dict[str, list[PlayedCall]] = {}
    for batch in batches(prepared_stories):
        progress(f"calling: {', '.join(prepared.name for prepared in batch)}")
        began = time.time()
        seen = _play(batch, tenants, hosts, carrier)
        records = _records(hosts, began - SKEW, [call for story in seen.values() for call in story.calls])
        for prepared in batch:
            review = Review(
                prepared, seen[prepared.name], tenants[prepared.story.tenant], sounds[prepared.name]
            )
            done[prepared.name] = review.played_calls(records)
    return {name: done[name] for name in stories}


def batches(stories: Sequence[PreparedStory]) -> list[list[PreparedStory]]:
    """Part stories into batches of which no two members touch each other; long ones go together."""
    parted: list[_Batch] = []
    for prepared in sorted(stories, key=_length, reverse=True):
        batch = next((batch for batch in parted if batch.takes(prepared)), None)
        if batch is None:
            parted.append(batch := _Batch())
        batch.add(prepared)
    return [batch.stories for batch in parted]


@dataclass
class _Batch:
    stories: list[PreparedStory] = field(default_factory=list)
    _owned: set[str] = field(default_factory=set)
    _shared: set[str] = field(default_factory=set)

    def takes(self, prepared: PreparedStory) -> bool:
        owned, shared = _needs(prepared)
        clash = owned & (self._owned | self._shared) or shared & self._owned
        return len(self.stories) < _TOGETHER and not clash and phones_fit(self._phones(prepared))

    def _phones(self, another: PreparedStory) -> dict[str, list[Phone]]:
        stories = [*self.stories, another]
        return {number: phones for prepared in stories for number, (_, phones) in prepared.phones.items()}

    def add(self, prepared: PreparedStory) -> None:
        owned, shared = _needs(prepared)
        self.stories.append(prepared)
        self._owned |= owned
        self._shared |= shared


def _needs(prepared: PreparedStory) -> tuple[set[str], set[str]]:
    """Return what a story needs for itself, and what it shares: numbers of which it leaves the clock."""
    calls = prepared.story.calls
    dialled = {call.dialled for call in calls}
    pairs = {f"{call.caller} {call.dialled}" for call in calls}
    users = {call.caller for call in calls} & set(prepared.numbers.values())
    return set(prepared.phones) | users | pairs | (dialled if prepared.story.clock else set()), dialled


def _length(prepared: PreparedStory) -> float:
    return max(prepared.story.lasts, *(call.start + call.hang_up_after for call in prepared.story.calls))


def _play(
    batch: Sequence[PreparedStory], tenants: Mapping[str, StoryTenant], hosts: LabHosts, carrier: Carrier
) -> dict[str, ObservedStory]:
    clocks = {
        call.dialled: _epoch(prepared.story.clock, tenants[prepared.story.tenant].spec.timezone)
        for prepared in batch
        if prepared.story.clock
        for call in prepared.story.calls
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


def _records(hosts: LabHosts, since: float, calls: Sequence[ObservedCall]) -> list[Record]:
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


def _comes_still(call: ObservedCall, own: Sequence[Record]) -> bool:
    expect = call.call.expect
    if not own:
        return expect.path is not None
    return len(own[0].legs) < len(call.legs if expect.legs is None else expect.legs)


def _sounds(
    prepared_stories: Sequence[PreparedStory], tenants: Mapping[str, StoryTenant], hosts: LabHosts
) -> dict[str, dict[str, Samples]]:
    """Return what can be heard in each story: the tenant's prompts, and those of Asterisk's sounds that it names."""
    sounds: dict[str, dict[str, Samples]] = {}
    for tenant, one in tenants.items():
        own = [prepared for prepared in prepared_stories if prepared.story.tenant == tenant]
        named = {prepared.name: prepared.story.system_sounds for prepared in own}
        system = hosts.system_audio(set().union(*named.values()), one.spec.language)
        prompts = hosts.prompt_audio(one.prompts)
        for story, names in named.items():
            sounds[story] = prompts | {name: system[name] for name in names}
    return sounds
