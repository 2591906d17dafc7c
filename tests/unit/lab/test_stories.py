"""What is said about a call that went otherwise than its story."""

from wcoctl.lab.audio.heard import RecognisedPrompt
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.calls import judge
from wcoctl.lab.judge.review import assigned
from wcoctl.lab.play.legs import ObservedLeg
from wcoctl.lab.play.observed import ObservedCall
from wcoctl.lab.story.stories import StoryCall

NUMBERS = {"anna": "+48601100201", "bartek": "+48601100202"}
EXPECT = {
    "path": ["welcome:key_1", "sales:end_of_call"],
    "heard": ["menu"],
    "rang": ["anna:cancelled", "bartek:answered"],
    "talks_to": "bartek",
    "outcome": "answered",
}


def leg(name: str, result: str, hears: float = 0.0) -> ObservedLeg:
    answered = 2.0 if result == "answered" else None
    number = NUMBERS[name]
    return ObservedLeg(name, number, 1.0, answered, 5.0, result, hears_caller=hears, heard_by_caller=hears)


def seen(*legs: ObservedLeg, status: int = 200) -> ObservedCall:
    call = StoryCall.model_validate({"dialled": "+48221001001", "caller": "+48600700101", "expect": EXPECT})
    talks = [leg.number for leg in legs if leg.heard_by_caller]
    return ObservedCall(call, 1000.0, status, None, 0.1, 9.0, legs=list(legs), talks=talks)


def record(*results: str, path: str = "welcome:key_1 sales:end_of_call") -> Record:
    steps = [{"ms": 0, "block": step.split(":")[0], "exit": step.split(":")[1]} for step in path.split()]
    legs = [
        {"number": number, "result": result} for number, result in zip(NUMBERS.values(), results, strict=True)
    ]
    call = {"call": "id", "tenant": "demo", "dialled": "+48221001001", "caller": "+48600700101"}
    return Record({**call, "started": 1000.0, "outcome": "answered", "path": steps, "legs": legs})


MENU = [RecognisedPrompt("menu", 100, 4000, 0.99, whole=True)]
GOOD = seen(leg("anna", "cancelled"), leg("bartek", "answered", hears=3.0))


def test_a_call_that_went_as_told_has_no_problems() -> None:
    assert judge(GOOD, MENU, {}, [record("no_answer", "answered")], NUMBERS) == []


def test_every_difference_is_named() -> None:
    wrong = seen(leg("bartek", "answered"), status=486)
    problems = judge(wrong, [], {}, [record("failed", "answered", path="welcome:no_input")], NUMBERS)
    assert [problem.split(" instead")[0] for problem in problems] == [
        "the caller got 486",
        "the caller heard []",
        "phones rang as ['bartek:answered']",
        "the caller heard the voices of []",
        "bartek heard the caller for 0.0 s only",
        "the call's path was ['welcome:no_input']",
        "the record tells of the phones [('+48601100201', 'failed'), ('+48601100202', 'answered')],"
        " but they were [('+48601100202', 'answered')]",
    ]


def test_a_call_has_exactly_one_record() -> None:
    once = record("no_answer", "answered")
    assert judge(GOOD, MENU, {}, [], NUMBERS) == ["there are 0 call records instead of 1"]
    assert judge(GOOD, MENU, {}, [once, once], NUMBERS) == ["there are 2 call records instead of 1"]


def test_an_interrupted_prompt_may_be_either_of_two_that_begin_alike() -> None:
    either = [RecognisedPrompt("night", 100, 900, 0.99, whole=False, or_else=("menu",))]
    assert judge(GOOD, either, {}, [record("no_answer", "answered")], NUMBERS) == []


def test_each_of_several_like_calls_has_a_record_of_its_own() -> None:
    calls = [ObservedCall(_call(), started) for started in (1000.5, 1000.0, 1003.0)]
    records = [Record(_columns(started)) for started in (1001.2, 1001.4, 1003.1, 1003.2, 1009.0)]
    told = [[record.started for record in own] for own in assigned(records, calls)]
    assert told == [[1001.4], [1001.2], [1003.1, 1003.2]]


def _call() -> StoryCall:
    return StoryCall.model_validate(
        {"dialled": "+48221001000", "caller": "+48600700100", "expect": {"path": []}}
    )


def _columns(started: float) -> dict[str, object]:
    return {"dialled": "+48221001000", "caller": "+48600700100", "started": started}
