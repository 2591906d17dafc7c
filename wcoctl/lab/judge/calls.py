"""Compares what came of a call with what its story expects."""

from collections.abc import Mapping, Sequence

from wcoctl.lab.audio.heard import Heard
from wcoctl.lab.audio.voices import TALK_SECONDS
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.phones import heard_otherwise, judge_phones, rang_otherwise
from wcoctl.lab.play.legs import ObservedLeg
from wcoctl.lab.play.observed import ObservedCall
from wcoctl.lab.story.expected import Expected
from wcoctl.lab.story.names import is_named

__all__ = ["judge"]

_RECORDED_AS = {
    "answered": {"answered"},
    "busy": {"busy"},
    "failed": {"failed"},
    "cancelled": {"cancelled", "no_answer"},
}


def judge(
    call: ObservedCall,
    prompts: Sequence[Heard],
    phones_heard: Mapping[str, Sequence[Heard]],
    records: Sequence[Record],
    numbers: Mapping[str, str],
) -> list[str]:
    """Return what differs from the story's expectation; `numbers` gives the number of each user."""
    expect = call.call.expect
    problems = [f"SIPp: {call.trouble}"] if call.trouble else []
    if call.status != expect.status:
        problems.append(f"the caller got {call.status or 'no answer'} instead of {expect.status}")
    if expect.answered_between:
        first, last = expect.answered_between
        if call.answered is None or not first <= call.answered <= last:
            problems.append(
                f"the caller was answered after {call.answered} s instead of {first:g} to {last:g} s"
            )
    held = {"the caller": call.while_holding, **{leg.phone: leg.while_holding for leg in call.legs}}
    problems += [f"{who} got {count} packets while holding" for who, count in held.items() if count]
    problems += heard_otherwise("the caller", prompts, expect.heard)
    problems += rang_otherwise("phones rang", call.legs, expect.rang, numbers)
    problems += _talk(expect, call, numbers) + judge_phones(expect, call.legs, phones_heard, numbers)
    if expect.path is None:
        return problems + [f"there is a call record, with the path {record.steps}" for record in records]
    if len(records) != 1:
        return [*problems, f"there are {len(records)} call records instead of 1"]
    return problems + _record(expect, records[0], call.legs, numbers)


def _talk(expect: Expected, call: ObservedCall, numbers: Mapping[str, str]) -> list[str]:
    if expect.talks_to is None:
        return []
    names = {leg.number: leg.phone for leg in call.legs}
    problems = []
    if len(call.talks) != len(expect.talks_to) or not all(
        is_named(number, name, numbers) for number, name in zip(call.talks, expect.talks_to, strict=True)
    ):
        told = [names.get(number, number) for number in call.talks]
        problems.append(f"the caller heard the voices of {told} instead of {expect.talks_to}")
    for name in dict.fromkeys(expect.talks_to):
        legs = [leg for leg in call.legs if leg.answered is not None and is_named(leg.number, name, numbers)]
        heard = sum(leg.hears_caller for leg in legs)
        if not legs:
            problems.append(f"{name} did not answer")
        elif heard < TALK_SECONDS:
            problems.append(f"{legs[-1].phone} heard the caller for {heard:.1f} s only")
    return problems


def _record(
    expect: Expected, record: Record, legs: Sequence[ObservedLeg], numbers: Mapping[str, str]
) -> list[str]:
    problems = []
    if record.steps != expect.path:
        problems.append(f"the call's path was {record.steps} instead of {expect.path}")
    if expect.outcome and record.outcome != expect.outcome:
        problems.append(f"the outcome was {record.outcome} instead of {expect.outcome}")
    for column, value in expect.record.items():
        if record.columns.get(column) != value:
            problems.append(f"the record's {column} was {record.columns.get(column)!r} instead of {value!r}")
    if expect.legs is None:
        return problems + _legs_seen(record, legs)
    wanted = sorted(
        (numbers.get(name, name), result) for name, _, result in (leg.partition(":") for leg in expect.legs)
    )
    differ = wanted != record.legs
    return (
        [*problems, f"the record tells of the phones {record.legs} instead of {wanted}"]
        if differ
        else problems
    )


def _legs_seen(record: Record, legs: Sequence[ObservedLeg]) -> list[str]:
    seen = sorted((leg.number, leg.result) for leg in legs)
    agree = len(record.legs) == len(seen) and all(
        number == rung and result in _RECORDED_AS[real]
        for (number, result), (rung, real) in zip(record.legs, seen, strict=True)
    )
    return [] if agree else [f"the record tells of the phones {record.legs}, but they were {seen}"]
