"""From a server's answer to exit and variables."""

import json
from typing import Any

import pytest

from wco_host.outside import ServerRefused
from wco_server_calls.answer import Outcome, is_json, outcome_of
from wco_server_calls.question import Question

QUESTION = Question(
    url="https://crm.example.com/",
    values=frozenset({"vip", "2"}),
    variables=frozenset({"name", "order"}),
    timeout=3.0,
    tenant="acme",
    block="crm",
    call="c",
    caller="",
    dialled="+48221234567",
    digits="",
    language="pl",
)


def outcome(answer: Any) -> Outcome:
    return outcome_of(json.dumps(answer).encode(), QUESTION)


@pytest.mark.parametrize(
    ("answer", "exit_"),
    [
        ({"value": "vip"}, "ok_vip"),
        ({"value": " vip\n"}, "ok_vip"),
        ({"value": 2}, "ok_2"),
        ({"value": "VIP"}, "no_match"),
        ({"value": "other"}, "no_match"),
        ({"value": ""}, "no_match"),
        ({"value": None}, "no_match"),
        ({}, "no_match"),
    ],
)
def test_an_accepted_value_chooses_the_exit(answer: Any, exit_: str) -> None:
    assert outcome(answer).exit == exit_


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"vip",
        b'"vip"',
        b"null",
        b'["vip"]',
        b'{"value": "vip"',
        b'{"value": true}',
        b'{"value": ["vip"]}',
        b'{"value": "vip", "variables": "name"}',
        b'{"value": "vip", "variables": {"name": {}}}',
        b'{"value": "\xff"}',
        b"[" * 60000,
        b'{"value": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ServerRefused):
        outcome_of(body, QUESTION)


def test_only_wanted_variables_are_kept() -> None:
    assert outcome({"variables": {"name": "Anna", "other": {}, "NAME": "x"}}).variables == {"name": "Anna"}
    assert outcome({"variables": None}).variables == {}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (12.5, "12.5"),
        (None, ""),
        ("a\r\nSET VARIABLE\tb", "a SET VARIABLE b"),
        ("\x00\x1b[2J\u202e\ud800a", "[2Ja"),
        ("1\u00a0000 zł", "1 000 zł"),
        ("ż" * 201, "ż" * 200),
        ('"; ${SHELL(id)}', '"; ${SHELL(id)}'),
    ],
)
def test_a_value_becomes_one_line(value: Any, kept: str) -> None:
    assert outcome({"variables": {"name": value}}).variables == {"name": kept}


@pytest.mark.parametrize(
    ("content_type", "fits"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/html", False),
        ("text/json", False),
        ("", False),
    ],
)
def test_json_is_known_by_its_type(content_type: str, fits: bool) -> None:
    assert is_json(content_type) is fits
