"""Phones whose calls go on to another number, by themselves or by their network, and calls that come round so."""

import pytest

from tests.unit.simulate.boards import board, call, group
from wcoctl.simulate import SimulatedPhone, parse_phone

MAIN, ANN = "+48222500010", "+48600100200"
OTHER, OUTSIDE = "+48222500011", "+48600700700"
PLAN = board(
    {
        "g": group(strategy="linear", ring_seconds=8, wait_seconds=30),
        "talk": {"type": "announcement", "prompt": "hello", "exits": {"next": "bye"}},
    },
    contract={"main_numbers": 2},
    main_numbers={
        "primary": {"number": MAIN, "entry": "g"},
        "additional": [{"number": OTHER, "entry": "talk"}],
    },
)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("ann=redirects", "no_answer"),
        (f"ann=forwards:{MAIN}", "failed"),
        ("ann=forwards:222500010", "failed"),
    ],
)
def test_a_phone_that_sends_its_calls_elsewhere_or_back_takes_none(text: str, result: str) -> None:
    walk = call(PLAN, phones=dict([parse_phone(text)]))
    assert walk.path == ("g:end_of_call",)
    rang = [(ring.user, ring.result, ring.ms) for ring in walk.steps[0].rang]
    assert rang == [("ann", result, 0), ("bob", "answered", 2000)]


def test_what_becomes_of_a_call_that_comes_back_is_told() -> None:
    walk = call(PLAN, phones={"ann": SimulatedPhone(forwards=MAIN)})
    assert (
        "that call takes the path loop:diverted: the call loops: it is refused with 482" in walk.steps[0].why
    )


def test_a_phone_that_is_forwarded_to_another_number_of_ours_answers_as_that_does() -> None:
    walk = call(PLAN, phones={"ann": SimulatedPhone(forwards=OTHER)})
    assert walk.path == ("g:end_of_call",)
    (ring,) = walk.steps[0].rang
    assert (ring.user, ring.result, ring.ms) == ("ann", "answered", 0)
    assert walk.ended_ms == 3000


def test_a_phone_that_is_forwarded_to_somebody_else_does_what_that_phone_does() -> None:
    phones = {"ann": SimulatedPhone(forwards=OUTSIDE), OUTSIDE: SimulatedPhone("busy", 1)}
    assert [ring.result for ring in call(PLAN, phones=phones).steps[0].rang] == ["busy", "answered"]


@pytest.mark.parametrize(
    ("diverted_by", "path"),
    [
        ((MAIN, ANN), "loop:diverted"),
        ((OTHER, ANN), "g:end_of_call"),
        ((ANN,), "g:end_of_call"),
        (tuple(f"+4860010021{n}" for n in range(5)), "g:end_of_call"),
        (tuple(f"+4860010021{n}" for n in range(6)), "loop:diversions"),
    ],
)
def test_a_call_that_has_been_here_before_is_refused(diverted_by: tuple[str, ...], path: str) -> None:
    walk = call(PLAN, diverted_by=diverted_by)
    assert walk.path == (path,)
    assert (walk.outcome, walk.cause) == (("refused", 25) if path.startswith("loop") else ("answered", 16))


def test_calls_that_come_round_by_the_number_of_a_user_end() -> None:
    """Such a call names no main number that it came to before: it is known by the phone, or by how often it was forwarded."""
    bob = "+48600100201"
    exits = {"busy": "bye", "no_answer": "bye"}
    users = {
        "ann": {"name": "Ann", "number": ANN, "direct_calls": "to_bob"},
        "bob": {"name": "Bob", "number": bob, "direct_calls": "to_ann"},
    }
    blocks = {name: {"type": "user", "user": name[3:], "exits": exits} for name in ("to_bob", "to_ann")}
    rounds = board(blocks, users=users)
    walk = call(rounds, dialled=MAIN, phones={"bob": SimulatedPhone(forwards=ANN)})
    assert "that call takes the path to_bob:no_answer bye:-" in " ".join(walk.steps[0].why)
    walk = call(rounds, dialled=ANN, phones={"bob": SimulatedPhone(forwards=ANN)}, caller=OUTSIDE)
    assert "that call takes the path loop:diverted" in " ".join(walk.steps[0].why)
    # The call of a caller who withholds the number is forwarded by the primary number: it is known only by how often.
    walk = call(rounds, dialled=ANN, phones={"bob": SimulatedPhone(forwards=ANN)}, caller="")
    assert "that call takes the path to_bob:no_answer bye:-" in " ".join(walk.steps[0].why)
    both = {"bob": SimulatedPhone(forwards=bob), "ann": SimulatedPhone(forwards=ANN)}
    walk = call(rounds, dialled=MAIN, phones=both)
    assert walk.path == ("to_bob:no_answer", "bye:-")
