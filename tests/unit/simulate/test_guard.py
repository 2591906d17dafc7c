"""Claims about numbers outside the company that calls may not ring."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call, group
from wcoctl.simulate import SimulatedPhone, Walk

DIRECT = {"type": "user", "user": "ann", "exits": dict.fromkeys(["busy", "no_answer", "end_of_call"], "bye")}
JAMAICA, PREMIUM, SATELLITE = "+18765550123", "+48701234567", "+881612345678"


def switched(value: str, **outgoing: Any) -> Walk:
    """Call ann, who has redirected her calls by phone."""
    plan = board({"direct": DIRECT}, contract={"outgoing": outgoing})
    return call(plan, switches={("redirect", "ann"): value})


@pytest.mark.parametrize(
    ("number", "countries", "why"),
    [
        (PREMIUM, ["PL"], "premium"),
        (JAMAICA, ["PL", "US"], "country"),
        (SATELLITE, ["PL"], "country"),
        ("+48021234567", ["PL"], "wrong_number"),
    ],
)
def test_a_redirect_of_other_times_is_asked_about_when_it_is_to_ring(
    number: str, countries: list[str], why: str
) -> None:
    walk = switched(number, countries=countries)
    assert walk.path == (f"direct:refused_{why}", "direct:no_answer", "bye:-")
    assert not [ring for step in walk.steps for ring in step.rang]


def test_a_redirect_that_the_contract_allows_rings() -> None:
    assert switched(PREMIUM, premium=True).answered_by == PREMIUM
    assert switched(JAMAICA, countries=["JM"]).answered_by == JAMAICA


def test_a_colleague_s_phone_is_no_number_outside() -> None:
    users = {
        "ann": {"name": "Ann", "number": "+48600100200", "forwarding": {"busy": JAMAICA}},
        "bob": {"name": "Bob", "number": JAMAICA},
    }
    walk = call(board({"direct": DIRECT}, users=users), phones={"ann": SimulatedPhone("busy", 0)})
    assert walk.answered_by == JAMAICA


def test_a_locked_user_sends_no_call_outside() -> None:
    plan = board({"direct": DIRECT}, transfers={"external": True})
    walk = call(plan, transfers={"ann": ["501500500"]}, switches={("lock", "ann"): "on"})
    steps = ("transfer_501500500", "refused_locked", "returned", "end_of_call")
    assert walk.path == (*(f"direct:{step}" for step in steps), "bye:-")


@pytest.mark.parametrize(
    ("caller", "exit_"),
    [
        ("+48600200300", "callback"),
        (PREMIUM, "timeout"),
        (SATELLITE, "timeout"),
        (JAMAICA, "timeout"),
        ("", "timeout"),
    ],
)
def test_only_who_may_be_rung_is_called_back(caller: str, exit_: str) -> None:
    waits = group(callback_key="1", wait_seconds=30)
    waits["exits"] = waits["exits"] | {"callback": "bye"}
    walk = call(
        board({"all": waits}),
        keys="1",
        caller=caller,
        phones=dict.fromkeys(["ann", "bob", "cid"], SimulatedPhone("no_answer")),
    )
    assert walk.path[0] == f"all:{exit_}"
    rung = f"the caller presses 1: {caller} will be rung, and shown +48222500010"
    assert (rung in walk.steps[0].why) == (exit_ == "callback")
