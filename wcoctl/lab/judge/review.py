"""What a played story is found to be: what was heard, the records, and what went otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wcoctl.lab.audio.heard import RecognisedPrompt, heard
from wcoctl.lab.audio.rtp import Samples
from wcoctl.lab.audio.voices import TALK_SECONDS, tone_seconds
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.calls import judge
from wcoctl.lab.judge.phones import judge_aftermath
from wcoctl.lab.play.legs import ObservedLeg
from wcoctl.lab.play.observed import ObservedCall, ObservedStory
from wcoctl.lab.story.names import ANONYMOUS, is_named, is_number
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.tenant import StoryTenant

__all__ = ["SKEW", "PlayedCall", "Review", "assigned"]

SKEW = 2.0
"""Seconds by which a record and the network may disagree about a call's beginning."""


@dataclass(frozen=True)
class PlayedCall:
    """One call of a story as it went."""

    story: str
    title: str
    tenant: StoryTenant
    call: ObservedCall
    heard: list[RecognisedPrompt]
    records: list[Record]
    problems: list[str]
    """What differs from the story."""
    alone: list[ObservedLeg] = field(default_factory=list)
    """Phones that rang while no caller was there; the story's first call tells of them."""


@dataclass(frozen=True)
class Review:
    """Compares a story that was played with what it expects."""

    prepared: PreparedStory
    seen: ObservedStory
    tenant: StoryTenant
    sounds: Mapping[str, Samples]
    """All that can be recognised, by name."""

    def played_calls(self, told: Sequence[list[Record]]) -> list[PlayedCall]:
        """Return the story's calls, given the records of each; what concerns the story as a whole is with the first one."""
        done = [self._played_call(call, own) for call, own in zip(self.seen.calls, told, strict=True)]
        done[0].problems.extend(self._aftermath())
        done[0].alone.extend(self.seen.alone)
        return done

    def _played_call(self, call: ObservedCall, told: list[Record]) -> PlayedCall:
        numbers = self.tenant.numbers
        prompts = heard(self.sounds, call.audio)
        phones = self._heard(call.call.expect.phones_heard, call.legs)
        problems = judge(call, prompts, phones, told, numbers)
        return PlayedCall(
            self.prepared.name, self.prepared.story.title, self.tenant, call, prompts, told, problems
        )

    def _aftermath(self) -> list[str]:
        expect = self.prepared.story.expect
        legs = [*(leg for call in self.seen.calls for leg in call.legs), *self.seen.alone]
        phones = self._heard(expect.phones_heard, legs)
        problems = judge_aftermath(expect, self.seen.alone, legs, phones, self.tenant.numbers)
        for one, other in expect.callers_talk:
            problems += self._deaf(one, other) + self._deaf(other, one)
        return problems

    def _deaf(self, listener: str, speaker: str) -> list[str]:
        """Return the problem of a caller who did not hear another one."""
        listeners, speakers = (
            [call for call in self.seen.calls if is_named(call.call.caller, name, self.tenant.numbers)]
            for name in (listener, speaker)
        )
        seconds = sum(tone_seconds(heard.audio, said.hertz) for heard in listeners for said in speakers)
        return [f"{listener} heard {speaker} for {seconds:.1f} s only"] if seconds < TALK_SECONDS else []

    def _heard(
        self, named: Mapping[str, object], legs: Sequence[ObservedLeg]
    ) -> dict[str, list[RecognisedPrompt]]:
        """Return what the named phones heard, in all their legs."""
        return {
            name: [
                found
                for leg in legs
                if is_named(leg.number, name, self.tenant.numbers)
                for found in heard(self.sounds, leg.audio)
            ]
            for name in named
        }


def assigned(records: Sequence[Record], calls: Sequence[ObservedCall]) -> list[list[Record]]:
    """Return the records of each call: of several that a record may be about, the first one that lacks its own."""
    told: list[list[Record]] = [[] for _ in calls]
    for record in sorted(records, key=lambda one: one.started):
        about = [n for n, call in enumerate(calls) if _tells(record, call)]
        lack = [n for n in about if not told[n] and calls[n].call.expect.path is not None]
        if about:
            told[min(lack or about, key=lambda n: calls[n].started)].append(record)
    return told


def _tells(record: Record, call: ObservedCall) -> bool:
    """Tell whether a record is about a call; what a user has dialled may stand otherwise in it than it was dialled."""
    caller = call.call.caller
    # A network that asserts something else than the caller's number may say nobody's.
    unknown = call.call.withheld or bool(call.call.asserts)
    callers = {"" if caller == ANONYMOUS else caller} | ({""} if unknown else set())
    same = record.caller in callers and (
        record.dialled == call.call.dialled or not is_number(call.call.dialled)
    )
    return same and abs(record.started - call.started) < SKEW
