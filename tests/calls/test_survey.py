"""Answers to surveys are in PostgreSQL."""

import time

import pytest

from tests.standalone import Lab
from wcoctl.lab.stories import PlayedCall

pytestmark = pytest.mark.lab

WAIT = 10.0


def answers(lab: Lab, call: str) -> list[str]:
    """Return ``block question digit`` of each answer in a call, in the order in which they were given."""
    query = f"SELECT block || ' ' || question || ' ' || digit FROM survey_answer WHERE call = '{call}' ORDER BY at"
    psql = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c", query)
    return lab.inside.run(lab.inside.data, *psql).decode().splitlines()


@pytest.mark.parametrize(
    ("story", "given"),
    [
        ("survey_answered", [["survey polite 5", "survey solved 2"]]),
        ("survey_wrong_digit", [["survey polite 4"]]),
        ("survey_no_conversation", [[]]),
        ("survey_same_caller", [["rare_survey solved 1"], []]),
        ("survey_one_in_two", [["every_second solved 2"], []]),
        ("survey_caller_leaves", [[]]),
    ],
)
def test_the_answers_arrive(
    story: str, given: list[list[str]], played_calls: dict[str, list[PlayedCall]], lab: Lab
) -> None:
    calls = [record.columns["call"] for played_call in played_calls[story] for record in played_call.records]
    deadline = time.monotonic() + WAIT
    while (found := [answers(lab, call) for call in calls]) != given and time.monotonic() < deadline:
        time.sleep(0.5)
    assert found == given
