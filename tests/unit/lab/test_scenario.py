"""Scenarios for SIPp, generated from stories."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from wcoctl.errors import UserError
from wcoctl.lab.scenario import CallerLeg, caller_scenario, phones_scenario
from wcoctl.lab.story import Call, Expected, Phone, load_stories

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
        "+48601": (Phone(does="answer", after=2, hang_up_after=3), 40000),
        "+48602": (Phone(does="busy"), 40002),
        "+48603": (Phone(does="no_answer"), 40004),
        "+48604": (Phone(early_media=True), 40006),
    }
    scenario = phones_scenario(phones)
    ElementTree.fromstring(scenario)  # noqa: S314 (our own text)
    assert 'timeout="2000" ontimeout="then_48601"' in scenario
    assert 'timeout="3000" ontimeout="bye"' in scenario
    assert "486 Busy Here" in scenario
    assert 'timeout="300000" ontimeout="then_48603"' in scenario
    assert "183 Session Progress" in scenario
    assert [f"m=audio {port} " in scenario for port in (40000, 40002, 40004, 40006)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_story_with_mistakes_names_them_all(tmp_path: Path) -> None:
    file = tmp_path / "bad.yml"
    file.write_text(
        "title: x\ntenant: demo\ncalls: [{dialled: 12, caller: nobody, expect: {path: [oops]}}]\n"
    )
    with pytest.raises(UserError) as caught:
        load_stories([file])
    assert {problem.path for problem in caught.value.problems} >= {"calls.0.dialled", "calls.0.expect.path.0"}
