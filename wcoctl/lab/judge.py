"""Compares what came of a call with what its story expects."""

from collections.abc import Mapping, Sequence

from wcoctl.lab.heard import Heard
from wcoctl.lab.hosts import Record
from wcoctl.lab.seen import CallSeen, LegSeen
from wcoctl.lab.story import ANYBODY, Expected

__all__ = ["judge"]

_TALK_SECONDS = 0.6
"""Both sides have to be heard for so long to count as a conversation."""
_RECORDED_AS = {
    "answered": {"answered"},
    "busy": {"busy"},
    "failed": {"failed"},
    "cancelled": {"cancelled", "no_answer"},
}


def judge(
    call: CallSeen, prompts: Sequence[Heard], records: Sequence[Record], numbers: Mapping[str, str]
) -> list[str]:
    """Return what differs from the story's expectation; `numbers` gives the number of each user."""
    expect = call.call.expect
    problems = [f"SIPp: {call.trouble}"] if call.trouble else []
    if call.status != expect.status:
        problems.append(f"the caller got {call.status or 'no answer'} instead of {expect.status}")
    problems += _heard(expect, prompts) + _rang(expect, call.legs, numbers) + _talk(expect, call, numbers)
    if expect.path is None:
        return problems + [f"there is a call record, with the path {record.steps}" for record in records]
    if len(records) != 1:
        return [*problems, f"there are {len(records)} call records instead of 1"]
    return problems + _record(expect, records[0], call.legs)


def _heard(expect: Expected, prompts: Sequence[Heard]) -> list[str]:
    names = [found.name for found in prompts]
    fits = len(prompts) == len(expect.heard) and all(
        name in (found.name, *found.or_else) for name, found in zip(expect.heard, prompts, strict=True)
    )
    return [] if fits else [f"the caller heard {names} instead of {expect.heard}"]


def _rang(expect: Expected, legs: Sequence[LegSeen], numbers: Mapping[str, str]) -> list[str]:
    if expect.rang is None:
        return []
    rest = [(leg.number, leg.result) for leg in legs]
    for item in expect.rang:
        together = item if isinstance(item, list) else [item]
        first, rest = rest[: len(together)], rest[len(together) :]
        for wanted in together:
            name, _, result = wanted.partition(":")
            match = next((leg for leg in first if _is(leg[0], name, numbers) and leg[1] == result), None)
            if match is None:
                return [f"phones rang as {_legs(legs)} instead of {expect.rang}"]
            first.remove(match)
    return [f"phones rang as {_legs(legs)} instead of {expect.rang}"] if rest else []


def _is(number: str, name: str, numbers: Mapping[str, str]) -> bool:
    return name == ANYBODY or numbers.get(name, name) == number


def _legs(legs: Sequence[LegSeen]) -> list[str]:
    return [f"{leg.phone}:{leg.result}" for leg in legs]


def _talk(expect: Expected, call: CallSeen, numbers: Mapping[str, str]) -> list[str]:
    if expect.talks_to is None:
        return []
    legs = [leg for leg in call.legs if _is(leg.number, expect.talks_to, numbers)]
    if not legs or legs[-1].answered is None:
        return [f"{expect.talks_to} did not answer"]
    leg = legs[-1]
    problems = []
    if leg.hears_caller < _TALK_SECONDS:
        problems.append(f"{leg.phone} heard the caller for {leg.hears_caller:.1f} s only")
    if leg.heard_by_caller < _TALK_SECONDS:
        problems.append(f"the caller heard {leg.phone} for {leg.heard_by_caller:.1f} s only")
    return problems


def _record(expect: Expected, record: Record, legs: Sequence[LegSeen]) -> list[str]:
    problems = []
    if record.steps != expect.path:
        problems.append(f"the call's path was {record.steps} instead of {expect.path}")
    if expect.outcome and record.outcome != expect.outcome:
        problems.append(f"the outcome was {record.outcome} instead of {expect.outcome}")
    told = sorted((leg["number"], leg["result"]) for leg in record.legs)
    seen = sorted((leg.number, leg.result) for leg in legs)
    agree = len(told) == len(seen) and all(
        number == rung and result in _RECORDED_AS[real]
        for (number, result), (rung, real) in zip(told, seen, strict=True)
    )
    return problems if agree else [*problems, f"the record tells of the phones {told}, but they were {seen}"]
