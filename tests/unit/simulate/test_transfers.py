"""Claims about calls that users send on by the keys of their phones."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call, group
from wcoctl.compile.callplan import CallPlan
from wcoctl.simulate import SimulatedPhone, Walk

DIRECT = {"type": "user", "user": "ann", "exits": {"busy": "bye", "no_answer": "bye", "end_of_call": "bye"}}
BUSY, SILENT = SimulatedPhone("busy", 0), SimulatedPhone("no_answer")


def company(**transfers: Any) -> CallPlan:
    """Calls ring ann; internal number 20 is bob, 50 a group, and no caller can dial either."""
    blocks = {"direct": DIRECT, "all": group(members=["bob", "cid"], strategy="linear")}
    internal = {"19": {"user": "ann"}, "20": {"user": "bob"}, "50": {"group": "all"}}
    return board(blocks, internal_numbers=internal, transfers=transfers)


def transferred(digits: str, plan: CallPlan | None = None, **more: Any) -> Walk:
    return call(plan or company(), transfers={"ann": [digits]}, **more)


def rang(walk: Walk) -> list[str]:
    return [ring.user or ring.number for step in walk.steps for ring in step.rang]


def test_a_call_goes_on_to_a_colleague() -> None:
    walk = transferred("20")
    assert walk.path == ("direct:transfer_20", "direct:end_of_call", "bye:-")
    assert (rang(walk), walk.answered_by) == (["ann", "bob"], "bob")
    assert walk.steps[0].why[-1] == "ann transfers the call to 20 after talking for 30 s"


def test_a_call_goes_on_to_a_group() -> None:
    walk = transferred("50", phones={"bob": SILENT})
    assert walk.path == ("direct:transfer_50", "all:end_of_call")
    assert (rang(walk), walk.answered_by) == (["ann", "bob", "cid"], "cid")


@pytest.mark.parametrize("phone", [BUSY, SILENT])
def test_a_colleague_who_does_not_answer_sends_the_call_back(phone: SimulatedPhone) -> None:
    walk = transferred("20", phones={"bob": phone})
    assert walk.path == ("direct:transfer_20", "direct:returned", "direct:end_of_call", "bye:-")
    assert (rang(walk), walk.answered_by) == (["ann", "bob", "ann"], "ann")


@pytest.mark.parametrize("digits", ["19", "21", "501500500"])
def test_a_call_that_cannot_go_on_stays(digits: str) -> None:
    walk = transferred(digits)
    assert walk.path == ("direct:end_of_call", "bye:-")
    assert walk.steps[0].why[-2] == f"ann may not transfer a call to {digits}: the conversation goes on"


@pytest.mark.parametrize(
    ("digits", "path", "phone"),
    [
        ("501500500", "direct:transfer_501500500", "+48501500500"),
        ("600100202", "direct:transfer_600100202", "cid"),
        ("0041446681800", "direct:end_of_call", "ann"),
        ("701234567", "direct:end_of_call", "ann"),
    ],
)
def test_calls_go_outside_where_the_contract_lets_them(digits: str, path: str, phone: str) -> None:
    walk = transferred(digits, company(external=True))
    assert walk.path[0] == path
    assert walk.answered_by == phone


def test_without_transfers_the_keys_do_nothing() -> None:
    walk = transferred("20", company(enabled=False))
    assert walk.path == ("direct:end_of_call", "bye:-")
    assert walk.steps[0].why[-2] == "transfers are switched off, so the keys of ann do nothing"


@pytest.mark.parametrize(("after", "exit_"), [(2, "end_of_call"), (6, "timeout")])
def test_a_member_gets_the_call_back(after: float, exit_: str) -> None:
    blocks = {"all": group(members=["ann"])}
    plan = board(blocks, internal_numbers={"20": {"user": "bob"}}, transfers={"ring_seconds": 5})
    phones = {"ann": SimulatedPhone(after=after), "bob": SILENT}
    walk = call(plan, transfers={"ann": ["20"]}, phones=phones)
    assert walk.path[:3] == ("all:transfer_20", "all:returned", f"all:{exit_}")


def test_whom_a_call_was_sent_to_sends_it_on() -> None:
    walk = call(company(), transfers={"ann": ["20"], "bob": ["50"]})
    assert walk.path == ("direct:transfer_20", "direct:transfer_50", "all:end_of_call")


def test_a_redirect_that_was_switched_by_phone_holds() -> None:
    walk = call(company(), switches={("redirect", "ann"): "+48501500500"})
    assert walk.answered_by == "+48501500500"
    assert walk.steps[0].why[0] == "all calls to ann go on to +48501500500"
