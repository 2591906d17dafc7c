"""From a channel's variables to a signed request."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from wco_host.outside import signature
from wco_server_calls.question import VARIABLES, Question, body_of, question_of, tenant_key

NOW = datetime(2026, 11, 22, 12, 30, 15, 250000, tzinfo=UTC)
CHANNEL = dict.fromkeys(VARIABLES, "") | {
    "url": "https://crm.example.com/wco",
    "values": "vip known",
    "variables": "name",
    "timeout": "1500",
    "tenant": "acme",
    "block": "crm",
    "call": "3f1c",
    "caller": "+48600100200",
    "dialled": "+48221234567",
    "digits": "12#",
    "language": "pl",
}


def question(**changed: str) -> Question:
    return question_of(CHANNEL | changed)


def test_lists_are_divided_and_the_rest_is_kept() -> None:
    asked = question()
    assert asked.values == {"vip", "known"}
    assert asked.variables == {"name"}
    assert (asked.timeout, asked.caller, asked.digits) == (1.5, "+48600100200", "12#")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3000", 3.0),
        ("100", 0.1),
        ("99", 0.1),
        ("0", 0.1),
        ("99999999999", 3.0),
        ("", 3.0),
        ("-5", 3.0),
        ("٣", 3.0),
    ],
)
def test_the_time_is_bounded_whatever_is_asked(text: str, seconds: float) -> None:
    assert question(timeout=text).timeout == seconds


def test_what_is_no_name_is_no_value_and_no_variable() -> None:
    asked = question(values="ok Vip a-b 1x " + "a" * 41, variables="name Name 1x CHANNEL(x) _a a_1")
    assert asked.values == {"ok", "1x"}
    assert asked.variables == {"name", "a_1"}


def test_the_body_tells_the_call_and_no_more() -> None:
    assert json.loads(body_of(question(), NOW)) == {
        "call": "3f1c",
        "tenant": "acme",
        "block": "crm",
        "caller": "+48600100200",
        "dialled": "+48221234567",
        "digits": "12#",
        "language": "pl",
        "time": "2026-11-22T12:30:15.250+00:00",
    }


def test_each_tenant_has_a_key_of_its_own() -> None:
    acme, beta = (tenant_key(b"m" * 32, tenant) for tenant in ("acme", "beta"))
    assert len(acme) == 32
    assert acme != beta
    assert acme == hmac.new(b"m" * 32, b"acme", hashlib.sha256).digest()


def test_time_and_body_are_signed_together() -> None:
    header = signature(b"key", NOW, b"{}")
    digest = hmac.new(b"key", b"1795350615.{}", hashlib.sha256).hexdigest()
    assert header == f"t=1795350615,v1={digest}"
