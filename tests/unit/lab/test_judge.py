"""What is said when phones experienced something else than their story tells."""

import numpy as np

from tests.unit.lab.dialogue import NUMBERS, called, leg, voice
from wcoctl.lab.audio.heard import Heard
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.judge.calls import judge
from wcoctl.lab.judge.phones import judge_aftermath, judge_phones
from wcoctl.lab.play.legs import ObservedLeg
from wcoctl.lab.play.observed import ObservedCall
from wcoctl.lab.story.expected import Aftermath

CONFIRM = [Heard("confirm", 100, 900, 0.99, whole=True)]


def aftermath(*legs: ObservedLeg, alone: bool = False, **expect: object) -> list[str]:
    expected = Aftermath.model_validate(expect)
    heard = {"anna": CONFIRM}
    return judge_aftermath(expected, legs if alone else [], legs, heard, NUMBERS)


def test_what_a_phone_heard_is_compared() -> None:
    assert aftermath(leg("anna"), phones_heard={"anna": ["confirm"]}) == []
    assert aftermath(leg("anna"), phones_heard={"anna": []}) == ["anna heard ['confirm'] instead of []"]
    assert aftermath(leg("bartek"), phones_heard={"bartek": ["confirm"]}) == [
        "bartek heard [] instead of ['confirm']"
    ]


def test_two_phones_talk_when_each_hears_the_other() -> None:
    anna, bartek = leg("anna", hertz=400, audio=voice(415)), leg("bartek", hertz=415, audio=voice(400))
    assert aftermath(anna, bartek, phones_talk=[["anna", "bartek"]]) == []
    bartek.audio = np.zeros(8000, dtype=np.int16)
    assert aftermath(anna, bartek, phones_talk=[["anna", "bartek"]]) == ["bartek heard anna for 0.0 s only"]


def test_a_phone_that_rings_without_a_caller_has_to_be_expected() -> None:
    assert aftermath(leg("anna"), alone=True, rang_alone=["anna:answered"]) == []
    assert aftermath(leg("anna"), alone=True, rang_alone=None) == []
    assert aftermath(leg("anna"), alone=True) == [
        "without a caller phones rang as ['anna:answered'] instead of []"
    ]


def test_what_a_phone_was_shown_is_compared_for_each_ring() -> None:
    good, bad = leg("anna"), leg("anna")
    good.presented, bad.presented, bad.diverted = "+48221001001", "anonymous", "+48221001001"
    expect = Aftermath(presented={"anna": "+48221001001"}, diverted={"anna": None})
    assert judge_phones(expect, [good], {}, NUMBERS) == []
    assert judge_phones(expect, [good, bad], {}, NUMBERS) == [
        "anna was shown the caller anonymous instead of +48221001001",
        "anna was shown the diverting number +48221001001 instead of None",
    ]
    assert judge_phones(expect, [], {}, NUMBERS) == ["anna was not rung"] * 2


def judged(call: ObservedCall, *legs: str, **columns: object) -> list[str]:
    told = [{"number": NUMBERS[name], "result": result} for name, result in (one.split(":") for one in legs)]
    record = Record({"path": [], "outcome": "answered", "legs": told, **columns})
    return judge(call, [], {}, [record], NUMBERS)


def talk(*names: str) -> ObservedCall:
    call = called(path=[], talks_to=["anna", "bartek"], rang=None)
    call.legs = [leg("anna"), leg("bartek")]
    for one in call.legs:
        one.hears_caller = 2.0
    call.talks = [NUMBERS[name] for name in names]
    return call


def test_a_caller_talks_to_persons_in_their_order() -> None:
    legs = ("anna:answered", "bartek:answered")
    assert judged(talk("anna", "bartek"), *legs) == []
    assert judged(talk("bartek", "anna"), *legs) == [
        "the caller heard the voices of ['bartek', 'anna'] instead of ['anna', 'bartek']"
    ]
    one_way = talk("anna", "bartek")
    one_way.legs[1].hears_caller = 0.0
    assert judged(one_way, *legs) == ["bartek heard the caller for 0.0 s only"]


def test_any_column_of_the_record_may_be_expected() -> None:
    call = called(path=[], record={"cause": 16, "vip": True})
    assert judged(call, cause=16, vip=True) == []
    assert judged(call, cause=17) == [
        "the record's cause was 17 instead of 16",
        "the record's vip was None instead of True",
    ]


def test_a_record_may_tell_otherwise_of_a_phone_than_the_network_saw() -> None:
    call = called(path=[], rang=["anna:answered"], legs=["anna:unconfirmed"])
    call.legs = [leg("anna")]
    assert judged(call, "anna:unconfirmed") == []
    assert judged(call, "anna:answered") == [
        "the record tells of the phones [('+48601100201', 'answered')]"
        " instead of [('+48601100201', 'unconfirmed')]"
    ]
