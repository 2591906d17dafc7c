"""Plays stories against a running site and tells what came of each call."""

import time
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from wcoctl.lab.audio.rtp import Samples
from wcoctl.lab.hosts.lab_hosts import LabHosts
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.review import SKEW, PlayedCall, Review, assigned
from wcoctl.lab.play.carrier import Carrier
from wcoctl.lab.play.observed import ObservedCall, ObservedStory
from wcoctl.lab.play.window import play_in_window
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import Story
from wcoctl.lab.story.tenant import StoryTenant

__all__ = ["PlayedCall", "play_stories"]

_RECORD_SECONDS = 15.0
"""How long a call record may be on its way."""


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
    began = time.time()
    seen = play_in_window(prepared_stories, lambda one: _play(one, tenants, hosts, carrier), progress)
    calls = [call for prepared in prepared_stories for call in seen[prepared.name].calls]
    told = iter(assigned(_records(hosts, began - SKEW, calls), calls))

    done: dict[str, list[PlayedCall]] = {}
    for prepared in prepared_stories:
        tenant = tenants[prepared.story.tenant]
        review = Review(prepared, seen[prepared.name], tenant, sounds[prepared.name])
        done[prepared.name] = review.played_calls([next(told) for _ in seen[prepared.name].calls])
    return done


def _play(
    prepared: PreparedStory, tenants: Mapping[str, StoryTenant], hosts: LabHosts, carrier: Carrier
) -> ObservedStory:
    clock = prepared.story.clock
    if clock is None:
        return carrier.play([prepared])[prepared.name]
    timezone = ZoneInfo(tenants[prepared.story.tenant].spec.timezone)
    dialled = {call.dialled for call in prepared.story.calls}
    try:
        for number in dialled:
            hosts.set_clock(number, int(clock.replace(tzinfo=timezone).timestamp()))
        return carrier.play([prepared])[prepared.name]
    finally:
        for number in dialled:
            hosts.set_clock(number, None)


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
