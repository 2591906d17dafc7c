"""Which call a phone rang for, and what it was shown."""

import socket
from dataclasses import replace

import pytest

from tests.unit.lab.dialogue import NUMBERS, called, rung, voice
from wcoctl.lab.audio.media import Endpoint
from wcoctl.lab.play.observed import ObservedCall, observed_story
from wcoctl.lab.play.sip_message import SipMessage

ANNA, BARTEK = NUMBERS.values()


def ends(count: int) -> list[Endpoint]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        return [Endpoint(end, 1000 + 15 * n) for n in range(count)]


def owners(calls: list[ObservedCall], *phones: tuple[str, float, str]) -> list[list[str]]:
    told = [rung(name, at, shows=shows) for name, at, shows in phones]
    story = observed_story(calls, ends(len(calls)), told, NUMBERS)
    return [[leg.phone for leg in call.legs] for call in story.calls] + [[leg.phone for leg in story.alone]]


def test_a_phone_rings_for_the_caller_whom_it_is_shown() -> None:
    calls = [called(caller="+48600700101"), called(caller="+48600700102", started=1001)]
    assert owners(calls, ("anna", 1002, "+48600700101"), ("bartek", 1003, "+48600700102")) == [
        ["anna"],
        ["bartek"],
        [],
    ]


def test_a_phone_that_is_shown_somebody_else_rings_for_the_call_that_expects_it() -> None:
    calls = [called(rang=["anna:answered"]), called(caller="+48600700102", started=1001)]
    assert owners(calls, ("anna", 1002, "+48221001001"), ("bartek", 1003, "anonymous")) == [
        ["anna"],
        ["bartek"],
        [],
    ]


def test_a_phone_that_rings_when_all_callers_have_gone_rings_alone() -> None:
    assert owners([called(ended=5)], ("anna", 1002, "+48600700101"), ("112", 1006, "+48600700101")) == [
        ["anna"],
        ["112"],
    ]


def test_the_times_of_a_leg_count_from_its_call() -> None:
    story = observed_story([called()], ends(1), [rung("anna", 1002.0)], NUMBERS)
    (leg,) = story.calls[0].legs
    assert (leg.rang, leg.answered, leg.ended, leg.result, leg.hung_up) == (2, 3, 7, "answered", False)


def test_the_caller_hears_voices_in_their_order() -> None:
    call = called()
    call.audio = voice(400, 415, 400)
    phones = [rung("anna", 1001, hertz=400), rung("bartek", 1002, hertz=415)]
    (seen,) = observed_story([call], ends(1), phones, NUMBERS).calls
    assert seen.talks == [ANNA, BARTEK, ANNA]


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ([], "+48600700101"),
        (["P-Asserted-Identity: <sip:+48221001001@x>"], "+48221001001"),
        (["P-Asserted-Identity: <sip:+48221001001@x>", "Privacy: id"], "anonymous"),
        (["Privacy: none"], "+48600700101"),
    ],
)
def test_a_phone_is_shown_what_the_network_asserts_unless_it_is_private(
    headers: list[str], shown: str
) -> None:
    assert rung("anna", 1001, shows="+48600700101", headers=headers).presented == shown


def test_a_caller_without_a_number_is_anonymous() -> None:
    assert rung("anna", 1001).presented == "anonymous"


def test_who_forwards_a_call_is_in_diversion() -> None:
    told = rung("anna", 1001, headers=['Diversion: "a" <sip:+48221001001@x>;reason=unconditional'])
    assert told.leg(1000).diverted == "+48221001001"
    assert rung("anna", 1001).leg(1000).diverted is None


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ([], False),
        (['Reason: SIP;cause=200;text="Call completed elsewhere"', "Reason: Q.850;cause=26"], True),
        (['Reason: Q.850;cause=26, SIP ;cause=200;text="Call completed elsewhere"'], True),
        (["Reason: Q.850;cause=16"], False),
    ],
)
def test_a_phone_that_stops_ringing_may_be_told_that_the_call_was_taken(
    reasons: list[str], told: bool
) -> None:
    phone = rung("anna", 1001)
    cancel = "\r\n".join(["CANCEL sip:+48601100201@x SIP/2.0", "CSeq: 1 CANCEL", *reasons, "", ""])
    leg = replace(phone, messages=[phone.messages[0], SipMessage(1003, False, cancel)]).leg(1000)
    assert (leg.result, leg.completed_elsewhere) == ("cancelled", told)
