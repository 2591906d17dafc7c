"""Scenarios for SIPp, generated from stories."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from wcoctl.errors import UserError
from wcoctl.lab.play.forwarding import forwarding
from wcoctl.lab.play.scenario import CallerLeg, caller_scenario, phones_scenario
from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.stories import Call, Expected, Phone, load_stories

LEG = CallerLeg("10.79.0.11", "10.79.0.1", "wco-1", 40000)
HOSTILE = "a\"b\\c [call_id] ]]> </scenario> ${SHELL(id)} {{ 7*7 }} '; DROP TABLE call; --"


def call(**settings: object) -> Call:
    return Call.model_validate(
        {"dialled": "+48221001000", "caller": "+48600700100", "expect": Expected(), **settings}
    )


def unescaped(text: str) -> str:
    return re.sub(r"\\x(..)", lambda match: chr(int(match[1], 16)), text)


def test_a_hostile_name_reaches_the_wire_and_nothing_else() -> None:
    scenario = caller_scenario(call(name=HOSTILE), LEG)
    ElementTree.fromstring(scenario)  # noqa: S314 (our own text)
    plain = caller_scenario(call(name="x"), LEG)
    keywords = re.compile(r"\[[a-z$_]+:?\]")
    assert keywords.findall(scenario) == keywords.findall(plain)
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    assert f'From: "{quoted}" <sip:+48600700100@10.79.0.1>' in unescaped(scenario)


def test_an_anonymous_caller_shows_no_number() -> None:
    scenario = caller_scenario(call(caller="anonymous"), LEG)
    assert "anonymous@anonymous.invalid" in scenario
    assert "Privacy: id" in scenario
    assert "P-Asserted-Identity" not in scenario


def test_each_phone_behaves_as_its_story_says() -> None:
    phones = {
        "+48601": ([Phone(does="answer", after=2, hang_up_after=3)], 40000),
        "+48602": ([Phone(does="busy")], 40002),
        "+48603": ([Phone(does="no_answer")], 40004),
        "+48604": ([Phone(early_media=True)], 40006),
        "112": ([Phone(codecs=["g729"], reinvite_after=1.5, hold="sendonly", ringing="183")], 40008),
    }
    scenario = phones_scenario(phones)
    ElementTree.fromstring(scenario)  # noqa: S314 (our own text)
    for part in (
        *('[+]?48601[@;]"', '[+]?112[@;]"', 'timeout="2000" ontimeout="then_', "486 Busy Here", "18 101"),
        *('timeout="3000" ontimeout="bye"', 'timeout="300000" ontimeout="then_', "183 Session Progress"),
        *('timeout="1500" ontimeout="reinvite_', "a=sendonly"),
        *(f'value="{port}"' for port in range(40000, 40010, 2)),
    ):
        assert part in scenario


def test_a_phone_behaves_otherwise_the_second_time() -> None:
    scenario = phones_scenario({"+48601": ([Phone(does="busy"), Phone(after=7)], 40000)})
    ElementTree.fromstring(scenario)  # noqa: S314 (our own text)
    assert '<Global variables="times_1"/>' in scenario
    assert 'variable="times_1" compare="equal" value="1"' in scenario


def test_phones_that_behave_alike_share_a_branch() -> None:
    many = {f"+486010000{n:02}": ([Phone(after=1, hang_up_after=2)], 40000 + n) for n in range(90)}
    assert len(phones_scenario(many).encode()) < 64 * 1024


@pytest.mark.parametrize(
    ("dialled", "uri"),
    [
        ("501 502 503", "sip:+48501502503@"),
        ("112", "sip:112@"),
        ("*666501502503", "sip:*666501502503@"),
        ("*21#", "sip:*21%23@"),
    ],
)
def test_whatever_a_phone_can_dial_is_called(dialled: str, uri: str) -> None:
    assert f"INVITE {uri}" in caller_scenario(call(dialled=dialled), LEG)


def test_a_withheld_number_is_told_to_the_network_alone() -> None:
    scenario = caller_scenario(call(withheld=True), LEG)
    assert "anonymous@anonymous.invalid" in scenario
    assert "Privacy: id" in scenario
    assert "P-Asserted-Identity: <sip:+48600700100@10.79.0.1>" in scenario
    assert "P-Asserted-Identity" not in caller_scenario(call(asserted=False), LEG)


def test_a_phone_may_send_its_calls_elsewhere() -> None:
    phones = {
        "+48601": ([Phone(does="redirect", to="+48221001000")], 40000),
        "+48602": ([Phone(diverted=True)], 40002),
    }
    scenario = phones_scenario(phones)
    ElementTree.fromstring(scenario)  # noqa: S314 (our own text)
    moved, forwarded = scenario.index("302 Moved Temporarily"), scenario.index("181 Call Is Being Forwarded")
    assert scenario.index("Contact: <sip:+48221001000@") > moved
    assert scenario.count("Diversion: [$callee]") == 2
    assert scenario.index("180 Ringing") > forwarded
    with pytest.raises(ValidationError, match="needs `to` if it redirects"):
        Phone(does="redirect")


@pytest.mark.parametrize(
    ("tells", "headers"),
    [
        (
            "diversion",
            [
                "Diversion: <sip:+48601@10.79.0.1>;reason=unconditional",
                "Diversion: <sip:+48221001000@10.79.0.11>;reason=unconditional;counter=2",
            ],
        ),
        (
            "history_info",
            [
                "History-Info: <sip:+48221001000@10.79.0.1>;index=1, <sip:+48601@10.79.0.1;cause=302>;index=1.1, "
                "<sip:+48221001000@10.79.0.1;cause=302>;index=1.1.1"
            ],
        ),
        ("phone", ["Diversion: <sip:+48601@10.79.0.1>;reason=unconditional"]),
        ("nothing", []),
    ],
)
def test_a_network_tells_who_has_forwarded_a_call(tells: str, headers: list[str]) -> None:
    diversion = "Diversion: <sip:+48221001000@10.79.0.11>;reason=unconditional;counter=2"
    invite = SipMessage(0, False, f"INVITE sip:+48601@10.79.0.1 SIP/2.0\r\n{diversion}\r\n\r\n")
    made = call(forwarded_by="anna", tells=tells)
    told = forwarding(made, "+48601", invite, "10.79.0.1")
    assert told == headers
    scenario = unescaped(caller_scenario(made, replace(LEG, forwarding=told)))
    assert all(header in scenario for header in headers)


def test_a_story_with_mistakes_names_them_all(tmp_path: Path) -> None:
    file = tmp_path / "bad.yml"
    file.write_text(
        "title: x\ntenant: demo\ncalls: [{dialled: 12, caller: nobody, expect: {path: [oops]}}]\n"
    )
    with pytest.raises(UserError) as caught:
        load_stories([file])
    assert {problem.path for problem in caught.value.problems} >= {"calls.0.dialled", "calls.0.expect.path.0"}
