"""Claims about groups."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call, group
from wcoctl.simulate import SimulatedPhone, Walk

BUSY, SILENT, DEAD = SimulatedPhone("busy", 0), SimulatedPhone("no_answer"), SimulatedPhone("failed", 0)


def ring(phones: dict[str, SimulatedPhone] | None = None, waiting: int = 0, **settings: Any) -> Walk:
    plan = board({"g": group(**settings)})
    return call(plan, phones=phones or {}, waiting={"g": waiting})


def rang(walk: Walk) -> list[tuple[str, str]]:
    return [(ring.user, ring.result) for step in walk.steps for ring in step.rang]


@pytest.mark.parametrize(
    ("settings", "exit_"),
    [
        ({"active": False}, "inactive"),
        ({"members": []}, "no_members"),
        ({"max_waiting": 2}, "full"),
    ],
)
def test_a_group_that_cannot_be_entered_rings_nobody(settings: dict[str, Any], exit_: str) -> None:
    walk = ring(waiting=2, **settings)
    assert walk.path == (f"g:{exit_}", "bye:-")
    assert rang(walk) == []


def test_in_line_the_next_member_is_rung_until_one_answers() -> None:
    walk = ring({"ann": SILENT, "bob": BUSY}, strategy="linear")
    assert rang(walk) == [("ann", "no_answer"), ("bob", "busy"), ("cid", "answered")]
    assert walk.answered_by == "cid"
    assert walk.steps[0].rang[2].at_ms == 20_000
    assert walk.exact


def test_the_wait_ends_while_a_phone_still_rings() -> None:
    walk = ring({"ann": SILENT, "bob": SimulatedPhone(after=8)}, strategy="linear", wait_seconds=25)
    assert walk.path[0] == "g:timeout"
    assert rang(walk) == [("ann", "no_answer"), ("bob", "no_answer")]
    assert walk.steps[0].at_ms == 25_000


def test_members_who_never_answer_are_rung_until_the_wait_is_over() -> None:
    walk = ring(dict.fromkeys(["ann", "bob", "cid"], BUSY), strategy="round_robin", wait_seconds=90)
    assert walk.path[0] == "g:timeout"
    assert walk.steps[0].at_ms == 90_000
    assert walk.outcome == "unanswered"


def test_ring_all_is_answered_by_the_fastest_and_cancels_the_others() -> None:
    walk = ring(
        {"ann": BUSY, "bob": SimulatedPhone(after=6), "cid": SimulatedPhone(after=5)}, strategy="ring_all"
    )
    assert rang(walk) == [("ann", "busy"), ("bob", "cancelled"), ("cid", "answered")]
    assert walk.answered_by == "cid"


def test_round_robin_goes_on_after_the_member_rung_last() -> None:
    again = group(strategy="round_robin") | {"exits": group()["exits"] | {"end_of_call": "h"}}
    second = {"type": "announcement", "prompt": "hello", "exits": {"next": "g"}}
    walk = call(board({"g": again, "h": second}), hang_up_after=60)
    assert [user for user, _ in rang(walk)] == ["ann", "bob"]


@pytest.mark.parametrize("strategy", ["longest_idle", "fewest_calls", "random"])
def test_equal_members_are_all_candidates(strategy: str) -> None:
    walk = ring({"bob": BUSY}, strategy=strategy)
    assert walk.steps[0].candidates == {"ann", "cid"}
    assert walk.path == ("g:end_of_call",)
    assert walk.exact


def test_a_walk_is_not_exact_when_equal_members_behave_differently() -> None:
    assert not ring({"ann": SimulatedPhone(hangs_up="caller")}, strategy="random").exact


def test_a_walk_is_not_exact_when_the_wait_may_end_before_the_right_member_is_found() -> None:
    phones = {"bob": SILENT, "cid": SILENT}
    assert not ring(phones, strategy="random", wait_seconds=30).exact
    assert ring(phones, strategy="random", wait_seconds=60).exact


@pytest.mark.parametrize("strategy", ["longest_idle", "fewest_calls"])
def test_who_has_answered_comes_last_the_next_time(strategy: str) -> None:
    exits = group()["exits"] | {"end_of_call": "g"}
    walk = call(board({"g": group(strategy=strategy, exits=exits)}), hang_up_after=60)
    assert [user for user, _ in rang(walk)] == ["ann", "bob"]
    assert walk.steps[1].candidates == {"bob", "cid"}


def test_a_member_who_fails_is_passed_over() -> None:
    assert ring({"ann": DEAD}, strategy="linear").answered_by == "bob"


def test_a_machine_that_is_asked_to_confirm_does_not_keep_the_caller_beyond_the_wait() -> None:
    machine = SimulatedPhone(after=1, machine=True)
    walk = ring(
        {"ann": machine, "bob": BUSY, "cid": BUSY}, strategy="ring_all", confirm=True, wait_seconds=15
    )
    assert walk.path[0] == "g:timeout"
    assert (walk.steps[0].at_ms, walk.steps[0].rang[0].ms) == (15_000, 15_000)


def test_a_caller_who_gives_up_cancels_the_ringing() -> None:
    plan = board({"g": group(strategy="ring_all")})
    walk = call(plan, hang_up_after=1)
    assert walk.path == ("g:-",)
    assert {result for _, result in rang(walk)} == {"cancelled"}
    assert walk.accepted_ms is None


NOBODY = dict.fromkeys(("ann", "bob", "cid"), SimulatedPhone("no_answer"))


def test_nobody_waits_unanswered_for_longer_than_networks_do() -> None:
    walk = call(board({"g": group(ring_seconds=20, wait_seconds=300)}), phones=NOBODY)
    assert walk.accepted_ms is not None
    assert 70_000 <= walk.accepted_ms <= 90_000
    assert walk.path == ("g:timeout", "bye:-")
    impatient = call(board({"g": group(wait_seconds=300)}), phones=NOBODY, hang_up_after=60)
    assert impatient.accepted_ms is None


def test_a_ring_that_might_last_too_long_is_answered_before_it_begins() -> None:
    exits = {"busy": "bye", "no_answer": "bye"}
    first = {"type": "user", "user": "ann", "ring_seconds": 50, "exits": exits | {"no_answer": "second"}}
    second = {"type": "user", "user": "bob", "ring_seconds": 50, "exits": exits}
    walk = call(board({"first": first, "second": second}), phones=NOBODY)
    assert walk.accepted_ms == 50_000
    assert "nobody waits unanswered for more than 90 s" in walk.steps[1].why[0]


def test_who_sends_a_call_to_the_own_group_is_rung_last() -> None:
    numbers = {"500": {"group": "g"}}
    own = board({"g": group(strategy="linear")}, internal_numbers=numbers)
    walk = call(
        own, transfers={"ann": ["500"]}, phones=dict.fromkeys(["ann", "bob"], SimulatedPhone(talks=5))
    )
    assert [[ring.user for ring in step.rang] for step in walk.steps] == [["ann"], ["bob"]]
    alone = {"bob": SimulatedPhone("busy", 0), "cid": SimulatedPhone("busy", 0)}
    walk = call(own, transfers={"ann": ["500"]}, phones=alone)
    assert [ring.user for ring in walk.steps[1].rang] == ["bob", "cid", "ann"]
    together = board({"g": group(strategy="ring_all")}, internal_numbers=numbers)
    walk = call(together, transfers={"ann": ["500"]}, phones=alone)
    assert [ring.user for ring in walk.steps[1].rang] == ["bob", "cid", "ann"]


@pytest.mark.parametrize(
    ("more", "exit_"),
    [({}, "callback"), ({"asserted": False}, "end_of_call"), ({"caller": ""}, "end_of_call")],
)
def test_who_is_called_back_has_a_number_that_the_network_vouches_for(
    more: dict[str, Any], exit_: str
) -> None:
    exits = dict.fromkeys(["timeout", "full", "no_members", "inactive", "callback", "end_of_call"], "bye")
    waits = board({"g": group(callback_key="1", exits=exits)})
    assert call(waits, "1", **{"caller": "+48605000000"} | more).steps[0].exit == exit_


def test_who_is_excluded_for_a_minute_is_rung_again_when_it_is_over() -> None:
    exits = {**group()["exits"], "timeout": "late"}
    first = group(
        members=["ann", "bob"], strategy="linear", wait_seconds=10, block_after_misses=1, block_minutes=1
    )
    late = group(members=["cid"], wait_seconds=60, exits=exits | {"timeout": "first"})
    plan = board({"first": first | {"exits": exits}, "late": late})
    walk = call(plan, phones=dict.fromkeys(["ann", "cid"], SILENT), hang_up_after=75)
    rung = [(ring.user, ring.at_ms) for step in walk.steps for ring in step.rang]
    assert rung == [("ann", 0), ("cid", 10_000), ("ann", 70_000)]
    assert "ann has missed 1 calls and is excluded for 1 min" in walk.steps[0].why
