"""Claims about companies' servers: values, variables, and the conditions that ask for them."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call
from wcoctl.compile.callplan import CallPlan
from wcoctl.simulate import ServerReply, Walk, parse_server
from wcoctl.simulate.request import Request

EXITS = {"no_match": "strange", "error": "broken", "timeout": "late"}


def crm(**settings: Any) -> CallPlan:
    server = {"type": "webhook", "url": "https://crm.example.com/", "values": {"vip": "vip", "known": "bye"}}
    ends = {name: {"type": "hangup"} for name in ("strange", "broken", "late", "gold")}
    vip = {
        "type": "condition",
        "rules": [
            {"variable": "tier", "equals": "gold", "to": "gold"},
            {"variable": "city", "equals": "", "to": "bye"},
        ],
        "exits": {"otherwise": "strange"},
    }
    return board(
        {"crm": server | {"variables": ["tier", "city"], "exits": EXITS} | settings, "vip": vip, **ends}
    )


def asked(value: str, to: CallPlan | None = None, **variables: str) -> Walk:
    return call(to or crm(), servers={"crm": ServerReply(value, variables)})


@pytest.mark.parametrize(
    ("value", "exit_"),
    [
        ("known", "ok_known"),
        ("other", "no_match"),
        ("", "no_match"),
        ("error", "error"),
        ("timeout", "timeout"),
    ],
)
def test_the_value_chooses_the_exit(value: str, exit_: str) -> None:
    walk = asked(value)
    assert walk.steps[0].exit == exit_
    assert walk.accepted_ms == 0


def test_a_value_may_be_called_error() -> None:
    values = {"error": "bye", "vip": "vip"}
    assert asked("error", crm(values=values)).steps[0].exit == "ok_error"


def test_a_server_that_is_not_named_answers_with_its_first_value() -> None:
    assert call(crm()).steps[0].exit == "ok_vip"
    assert call(crm(values={"known": "bye"}, exits=EXITS | {"error": "vip"})).steps[0].exit == "ok_known"


def test_waiting_lasts_as_long_as_the_block_allows() -> None:
    assert asked("timeout", crm(timeout_ms=1500)).ended_ms == 1500


def test_a_later_condition_asks_for_a_variable() -> None:
    assert asked("vip", tier="gold").path == ("crm:ok_vip", "vip:rule_1", "gold:-")
    silver = asked("vip", tier="silver", city="Łódź")
    assert silver.path == ("crm:ok_vip", "vip:otherwise", "strange:-")
    assert "tier is `silver`, not `gold`" in " ".join(silver.steps[1].why)


def test_a_variable_that_nobody_set_is_empty() -> None:
    assert asked("vip").steps[1].exit == "rule_2"


def test_only_wanted_variables_are_kept_and_long_ones_cut() -> None:
    wanted = crm(variables=["city"])
    assert asked("vip", wanted, tier="gold").steps[1].exit == "rule_2"
    assert f"`{'x' * 200}`" in " ".join(asked("vip", tier="x" * 300).steps[0].why)


def test_the_command_line_names_value_and_variables() -> None:
    assert parse_server("crm=vip,tier=gold,city=a=b") == (
        "crm",
        ServerReply("vip", {"tier": "gold", "city": "a=b"}),
    )
    assert parse_server("crm=") == ("crm", ServerReply(""))
    for wrong in ("crm", "=vip", "crm=vip,tier"):
        with pytest.raises(ValueError, match="is not BLOCK=VALUE"):
            parse_server(wrong)


def test_a_block_that_is_no_server_is_named() -> None:
    request = Request(
        "anonymous", "", "", "", phones=(), waiting=(), servers=["vip=a"], last_agents=(), hang_up_after=None
    )
    with pytest.raises(ValueError, match=r"`vip` is not a block of type webhook \(must be one of: crm\)"):
        request.call(crm())
