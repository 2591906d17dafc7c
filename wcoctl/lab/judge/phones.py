"""Compares what phones experienced with what a story expects of them."""

from collections.abc import Mapping, Sequence

from wcoctl.lab.audio.heard import Heard
from wcoctl.lab.audio.voices import TALK_SECONDS, tone_seconds
from wcoctl.lab.play.legs import ObservedLeg
from wcoctl.lab.story.expected import Aftermath, PhonesExpected
from wcoctl.lab.story.names import is_named

__all__ = ["heard_otherwise", "judge_aftermath", "judge_phones", "rang_otherwise"]


def judge_aftermath(
    expect: Aftermath,
    alone: Sequence[ObservedLeg],
    legs: Sequence[ObservedLeg],
    heard: Mapping[str, Sequence[Heard]],
    numbers: Mapping[str, str],
) -> list[str]:
    """Return what differs for a story as a whole: `alone` rang without a caller, `legs` are all phones' legs."""
    problems = rang_otherwise("without a caller phones rang", alone, expect.rang_alone, numbers)
    return problems + judge_phones(expect, legs, heard, numbers)


def judge_phones(
    expect: PhonesExpected,
    legs: Sequence[ObservedLeg],
    heard: Mapping[str, Sequence[Heard]],
    numbers: Mapping[str, str],
) -> list[str]:
    """Return what differs for phones; `heard` gives the prompts by the phones' names in the story."""
    problems = []
    for name, prompts in expect.phones_heard.items():
        problems += heard_otherwise(name, heard.get(name, []), prompts)
    for name, number in expect.presented.items():
        problems += _showed(name, "the caller", number, [leg.presented for leg in _of(legs, name, numbers)])
    for name, diverting in expect.diverted.items():
        told = [leg.diverted for leg in _of(legs, name, numbers)]
        problems += _showed(name, "the diverting number", diverting, told)
    for name, elsewhere in expect.completed_elsewhere.items():
        rung = _of(legs, name, numbers)
        if not rung or any(leg.completed_elsewhere != elsewhere for leg in rung):
            problems.append(
                f"{name} was{' not' if elsewhere else ''} told that somebody else has taken the call"
            )
    for one, other in expect.phones_talk:
        for speaker, listener in ((one, other), (other, one)):
            seconds = _hears(_of(legs, listener, numbers), _of(legs, speaker, numbers))
            if seconds < TALK_SECONDS:
                problems.append(f"{listener} heard {speaker} for {seconds:.1f} s only")
    return problems


def heard_otherwise(who: str, prompts: Sequence[Heard], expected: Sequence[str]) -> list[str]:
    """Return the problem of somebody who heard other prompts than expected."""
    names = [found.name for found in prompts]
    fits = len(prompts) == len(expected) and all(
        name in (found.name, *found.or_else) for name, found in zip(expected, prompts, strict=True)
    )
    return [] if fits else [f"{who} heard {names} instead of {list(expected)}"]


def rang_otherwise(
    what: str,
    legs: Sequence[ObservedLeg],
    expected: Sequence[str | list[str]] | None,
    numbers: Mapping[str, str],
) -> list[str]:
    """Return the problem of phones that rang otherwise than expected; None expects nothing."""
    if expected is None:
        return []
    problem = [f"{what} as {[f'{leg.phone}:{leg.result}' for leg in legs]} instead of {list(expected)}"]
    rest = [(leg.number, leg.result) for leg in legs]
    for item in expected:
        together = item if isinstance(item, list) else [item]
        first, rest = rest[: len(together)], rest[len(together) :]
        for wanted in together:
            name, _, result = wanted.partition(":")
            match = next((leg for leg in first if is_named(leg[0], name, numbers) and leg[1] == result), None)
            if match is None:
                return problem
            first.remove(match)
    return problem if rest else []


def _of(legs: Sequence[ObservedLeg], name: str, numbers: Mapping[str, str]) -> list[ObservedLeg]:
    return [leg for leg in legs if is_named(leg.number, name, numbers)]


def _showed(name: str, what: str, expected: str | None, shown: Sequence[str | None]) -> list[str]:
    if not shown:
        return [f"{name} was not rung"]
    return [f"{name} was shown {what} {one} instead of {expected}" for one in shown if one != expected]


def _hears(listeners: Sequence[ObservedLeg], speakers: Sequence[ObservedLeg]) -> float:
    tones = {speaker.hertz for speaker in speakers}
    return sum(tone_seconds(leg.audio, hertz) for leg in listeners for hertz in tones)
