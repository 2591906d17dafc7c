"""Claims about feature codes: who may use them, what they do, what holds afterwards."""

from typing import Any

import pytest

from tests.unit.simulate.boards import board, call, group
from wcoctl.simulate import Walk

ANN, BOB = "+48600100200", "+48600100201"
CODES: dict[str, Any] = {
    "10": {"action": "group_off", "group": "sales"},
    "21": {"action": "log_out", "group": "sales"},
    "22": {"action": "log_out"},
    "30": {"action": "redirect_on"},
    "31": {"action": "redirect_off"},
    "40": {"action": "close", "schedule": "office"},
    "41": {"action": "open", "schedule": "office"},
    "42": {"action": "as_planned", "schedule": "office"},
    "50": {"action": "record", "prompt": "hello"},
    "60": {"action": "present_on"},
    "123": {"action": "log_out"},
}
EXITS = dict.fromkeys(["refused", "wrong_code", "no_input"], "bye")
RIGHTS = ["switch_groups", "switch_self", "override_schedules", "record_prompts"]
USERS = {
    "ann": {"name": "Ann", "number": ANN, "rights": RIGHTS},
    "bob": {"name": "Bob", "number": BOB},
    "cid": {"name": "Cid", "number": "+48600100202", "rights": RIGHTS, "active": False},
}
PLAN = board(
    {
        "service": {
            "type": "feature_codes",
            "codes": CODES,
            "repeats": 1,
            "exits": EXITS | {"done": "sales"},
        },
        "sales": group(),
        "when": {
            "type": "condition",
            "rules": [{"schedule": "office", "to": "bye"}],
            "exits": {"otherwise": "bye"},
        },
    },
    main_numbers={
        "primary": {"number": "222500010", "entry": "service"},
        "additional": [{"number": "222500011", "entry": "when"}],
    },
    users=USERS,
    schedules={"office": {"hours": {"mon-fri": ["08:00-16:00"]}}},
)


def dial(keys: str, caller: str = ANN, **more: Any) -> Walk:
    return call(PLAN, keys, caller=caller, **more)


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("10#", ("service:done", "sales:inactive")),
        ("10", ("service:done", "sales:inactive")),
        ("1#1#", ("service:wrong_code",)),
        ("12#9#", ("service:wrong_code",)),
        ("9#10#", ("service:done", "sales:inactive")),
        ("_10#", ("service:done", "sales:inactive")),
        ("#10#", ("service:done", "sales:inactive")),
        ("9#_", ("service:no_input",)),
        ("_9#", ("service:wrong_code",)),
        ("60#", ("service:refused",)),
    ],
)
def test_a_code_leads_to_its_exit(keys: str, path: tuple[str, ...]) -> None:
    assert dial(keys).path[: len(path)] == path


@pytest.mark.parametrize("caller", [BOB, "+48600100202", "+48605000000", ""])
def test_who_has_no_right_is_refused(caller: str) -> None:
    assert dial("10#", caller).path[0] == "service:refused"


def test_a_number_that_the_network_does_not_vouch_for_has_no_rights() -> None:
    (step, *_) = dial("10#", asserted=False).steps
    assert (step.exit, step.why[0]) == ("refused", "the network does not vouch for the caller's number")


@pytest.mark.parametrize(
    ("argument", "allowed"),
    [
        ("600300400", True),
        ("0048600300400", True),
        ("004915112345678", False),
        ("222500010", False),
        ("300123456", False),
        ("004822250001012", False),
        ("112", False),
        ("", False),
        ("060030040", False),
    ],
)
def test_calls_are_redirected_only_to_numbers_that_may_be_called(argument: str, allowed: bool) -> None:
    walk = dial(f"30*{argument}#_")
    assert walk.path[0] == ("service:done" if allowed else "service:no_input")
    assert ("to +48600300400" in " ".join(walk.steps[0].why)) is allowed


def test_the_caller_hears_what_was_done() -> None:
    (step, *_) = dial("10#").steps
    assert [heard.prompt for heard in step.heard] == ["wco-service-code", "wco-service-group-off"]


@pytest.mark.parametrize(
    ("keys", "last"),
    [
        ("#1", "wco-service-kept"),
        ("#3", "wco-service-discarded"),
        ("#2#1", "wco-service-kept"),
        ("#000", "wco-service-discarded"),
    ],
)
def test_a_recording_is_kept_or_discarded(keys: str, last: str) -> None:
    (step, *_) = dial(f"50#{keys}").steps
    assert step.exit == "done"
    assert step.heard[-1].prompt == last


@pytest.mark.parametrize(("held", "exit_"), [("open", "rule_1"), ("closed", "otherwise")])
def test_a_schedule_is_held_by_a_switch(held: str, exit_: str) -> None:
    walk = call(PLAN, dialled="+48222500011", switches={("schedule", "office"): held})
    assert walk.path[0] == f"when:{exit_}"
    assert walk.steps[0].why[0].endswith(f"schedule office is held {held} by a switch")
