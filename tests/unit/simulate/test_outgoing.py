"""Claims about calls that users dial, and about where calls to users go on."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call
from wcoctl.compile.callplan import CallPlan
from wcoctl.simulate import SimulatedPhone, Walk

ANN, BOB, CID = "+48600100201", "+48600100202", "+48600100203"
BUSY, SILENT = SimulatedPhone("busy", 0), SimulatedPhone("no_answer")


def company(**contract: Any) -> CallPlan:
    """Ann presents after the prefix, Bob always, Cid may not."""
    users: dict[str, dict[str, Any]] = {
        "ann": {"name": "Ann", "number": ANN, "presents": {}},
        "bob": {"name": "Bob", "number": BOB, "presents": {"permanent": True}},
        "cid": {"name": "Cid", "number": CID},
    }
    return board({"bye": {"type": "hangup"}}, users=users, contract={"outgoing": contract})


def dial(caller: str, dialled: str, **contract: Any) -> Walk:
    return call(company(**contract), caller=caller, dialled=dialled)


@pytest.mark.parametrize(
    ("caller", "dialled", "why"),
    [
        (ANN, "*666+48501500500", "ann presents the main number +48222500010"),
        (BOB, "+48501500500", "bob presents the main number +48222500010"),
        (ANN, "+48501500500", "ann presents after *666 only: the call shows the own number +48600100201"),
        (CID, "*666112", "112 is an emergency number: it is shown cid's own number +48600100203"),
        (BOB, "112", "112 is an emergency number: it is shown bob's own number +48600100202"),
        (CID, "112", "112 is an emergency number: it is shown cid's own number +48600100203"),
    ],
)
def test_what_a_call_shows_is_said(caller: str, dialled: str, why: str) -> None:
    walk = dial(caller, dialled)
    assert walk.path == ("outgoing:end_of_call",)
    assert walk.steps[0].why[0] == why
    assert walk.answered_by == dialled.removeprefix("*666")


@pytest.mark.parametrize(
    ("caller", "dialled", "exit_"),
    [
        (CID, "*666+48501500500", "not_allowed"),
        (ANN, "*66619115", "wrong_number"),
        (ANN, "*666+48300123456", "wrong_number"),
        (ANN, "*666+4850150050012", "wrong_number"),
        (BOB, "+4850150050", "wrong_number"),
        (ANN, "*666+48701234567", "premium"),
        (BOB, "+380441234567", "country"),
    ],
)
def test_a_call_that_is_not_placed_rings_nobody(caller: str, dialled: str, exit_: str) -> None:
    walk = dial(caller, dialled)
    assert (walk.path, walk.outcome, walk.cause) == ((f"outgoing:{exit_}",), "refused", 21)
    assert walk.steps[0].rang == ()


def test_the_contract_says_what_may_be_called() -> None:
    assert dial(ANN, "*666+48701234567", premium=True).outcome == "answered"
    assert dial(BOB, "+4930901820", countries=["PL", "DE"]).outcome == "answered"


def test_who_is_nobodys_user_or_lacks_the_right_calls_nobody_from_here() -> None:
    for caller in (CID, "+48501000000", ""):
        assert (dial(caller, "+48501500500").path, dial(caller, "+48501500500").cause) == ((), 1)


@pytest.mark.parametrize("dialled", ["*666+48501500500", "+48501500500", "112", "*666112"])
def test_a_number_that_the_network_does_not_vouch_for_dials_nothing(dialled: str) -> None:
    walk = call(company(), caller=BOB, dialled=dialled, asserted=False)
    assert (walk.path, walk.cause) == ((), 1)


def rung(forwarding: dict[str, str], **phones: SimulatedPhone) -> Walk:
    """Call Ann, who has this forwarding."""
    users = {"ann": {"name": "Ann", "number": ANN, "forwarding": forwarding, "direct_calls": "call"}}
    block = {"type": "user", "user": "ann", "exits": {"busy": "bye", "no_answer": "bye"}}
    by_name = {name.replace("to_", "+48501500"): phone for name, phone in phones.items()}
    return call(board({"call": block}, users=users), dialled=ANN, phones=by_name)


def test_a_redirect_for_all_calls_spares_the_users_phone() -> None:
    walk = rung({"always": "+48501500500", "busy": "+48501500501"}, to_500=BUSY)
    assert [ring.number for ring in walk.steps[0].rang] == ["+48501500500"]
    assert walk.path == ("call:busy", "bye:-")


@pytest.mark.parametrize(("when", "phone"), [("busy", BUSY), ("no_answer", SILENT)])
def test_a_redirect_follows_what_the_phone_did_and_there_is_no_chain(
    when: str, phone: SimulatedPhone
) -> None:
    walk = rung({when: "+48501500500"}, ann=phone)
    assert [ring.user for ring in walk.steps[0].rang] == ["ann", ""]
    assert (walk.path[0], walk.answered_by) == ("call:end_of_call", "+48501500500")
    assert rung({when: "+48501500500"}, ann=phone, to_500=phone).path[0] == f"call:{when}"
    other = SILENT if when == "busy" else BUSY
    assert len(rung({when: "+48501500500"}, ann=other).steps[0].rang) == 1


def test_the_operator_s_lock_holds() -> None:
    walk = call(company(), caller=ANN, dialled="*666+48501500500", switches={("lock", "ann"): "on"})
    assert (walk.path, walk.outcome) == (("outgoing:locked",), "refused")
    assert walk.steps[0].why[0] == "the spending guard has locked ann (wcoctl unlock)"
    assert (
        call(company(), caller=ANN, dialled="*666112", switches={("lock", "ann"): "on"}).answered_by == "112"
    )


@pytest.mark.parametrize(("caller", "switch", "shown"), [(ANN, "on", "main"), (BOB, "off", "own")])
def test_a_presentation_that_was_switched_by_phone_holds(caller: str, switch: str, shown: str) -> None:
    user = {ANN: "ann", BOB: "bob"}[caller]
    walk = call(company(), caller=caller, dialled="+48501500500", switches={("presentation", user): switch})
    assert shown in walk.steps[0].why[0]


def test_a_suspended_company_only_gets_help() -> None:
    plan = board(
        {"bye": {"type": "hangup"}},
        users={"ann": {"name": "Ann", "number": ANN, "presents": {"permanent": True}}},
        contract={"suspended": True},
    )
    for dialled in ("+48501500500", "*666+48501500500"):
        walk = call(plan, caller=ANN, dialled=dialled)
        assert (walk.path, walk.outcome, walk.cause) == (("outgoing:channels",), "refused", 17)
    assert call(plan, caller=ANN, dialled="112").outcome == "answered"
    walk = call(plan, caller="+48501500500")
    assert (walk.path, walk.outcome, walk.cause) == ((), "refused", 17)
