"""Claims about menus and internal numbers."""

import pytest

from tests.unit.simulate.boards import board, call, plan
from wcoctl.simulate import SimulatedPhone

MENU = {
    "type": "menu",
    "prompt": "hello",
    "keys": {"1": "bye", "*": "star"},
    "repeats": 1,
    "exits": {"wrong_key": "wrong", "no_input": "silence"},
}
ENDS = {name: {"type": "hangup"} for name in ("star", "wrong", "silence")}
INTERNAL = plan("compiled_internal")


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("1", "menu:key_1 bye:-"),
        ("*", "menu:key_star star:-"),
        ("91", "menu:key_1 bye:-"),
        ("99", "menu:wrong_key wrong:-"),
        ("9_", "menu:no_input silence:-"),
        ("_9", "menu:wrong_key wrong:-"),
        ("#1", "menu:key_1 bye:-"),
        ("", "menu:no_input silence:-"),
    ],
)
def test_the_reason_of_the_last_try_is_the_exit(keys: str, path: str) -> None:
    assert " ".join(call(board({"menu": MENU} | ENDS), keys).path) == path


def test_prompts_and_time_outs_make_the_time() -> None:
    walk = call(board({"menu": MENU | {"retry_prompt": "again"}} | ENDS), "9_")
    (menu, _) = walk.steps
    assert [(heard.names, heard.at_ms, heard.ms) for heard in menu.heard] == [
        (("hello",), 0, 3000),
        (("again",), 3500, 3000),
        (("hello",), 6500, 3000),
    ]
    assert menu.keys_at == ((3500, "9"),)
    assert menu.at_ms == 6500 + 3000 + 5000


def test_without_a_retry_prompt_the_system_says_invalid() -> None:
    (menu, _) = call(board({"menu": MENU} | ENDS), "91").steps
    assert [heard.prompt for heard in menu.heard][1] == "invalid"


def test_a_caller_may_interrupt_a_prompt_that_allows_it() -> None:
    (menu, _) = call(board({"menu": MENU} | ENDS), "1", interrupts=True).steps
    assert menu.keys_at == ((500, "1"),)
    assert menu.heard[0].ms == 500
    (menu, _) = call(board({"menu": MENU | {"barge_in": False}} | ENDS), "1", interrupts=True).steps
    assert menu.keys_at == ((3500, "1"),)


@pytest.mark.parametrize(
    ("keys", "path", "answered_by"),
    [
        ("1", "menu:key_1 all_at_once:end_of_call", "adam"),  # no internal number begins with 1
        ("20", "menu:end_of_call", "adam"),  # 201 is longer: the pause ends the input
        ("20#", "menu:end_of_call", "adam"),
        ("201", "menu:end_of_call", "beata"),  # 2015 is longer
        ("2015", "menu:end_of_call", "czeslaw"),  # none is longer: at once
        ("32", "menu:internal_32 in_turn:end_of_call", "beata"),  # the first active member
        ("3", "menu:key_3 extension:no_input busy:-", ""),  # the key, after the pause
        ("3_20", "menu:key_3 extension:end_of_call busy:-", "adam"),
        ("34", "menu:internal_34 any_of_them:no_members", ""),
        ("999999", "menu:internal_999999 switched_off:inactive", ""),
        ("40", "menu:no_answer in_line:end_of_call", "adam"),  # an inactive user
        ("2_2_", "menu:wrong_key busy:-", ""),
        ("20221", "menu:wrong_key busy:-", ""),  # no number begins with 202: the first try fails at once
    ],
)
def test_digits_are_read_until_they_can_mean_one_thing(keys: str, path: str, answered_by: str) -> None:
    walk = call(INTERNAL, keys, dialled="+48222500020")
    assert " ".join(walk.path) == path
    assert walk.answered_by == answered_by


def test_only_the_numbers_offered_here_may_be_dialled() -> None:
    walk = call(INTERNAL, "30" * 3, dialled="+48222500021")
    assert walk.path == ("extension:wrong_number",)


@pytest.mark.parametrize(
    ("phone", "exit_"),
    [
        (SimulatedPhone("busy", 0), "busy"),
        (SimulatedPhone("no_answer"), "no_answer"),
        (SimulatedPhone("failed", 1), "no_answer"),
    ],
)
def test_an_internal_number_that_is_not_answered_takes_the_exits_of_the_block(
    phone: SimulatedPhone, exit_: str
) -> None:
    walk = call(INTERNAL, "20#", dialled="+48222500020", phones={"adam": phone, "beata": SimulatedPhone()})
    assert walk.path[0] == f"menu:{exit_}"
    assert walk.steps[0].rang[0].user == "adam"
