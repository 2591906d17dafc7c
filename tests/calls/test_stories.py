"""Real calls through the deployed lab: each folder here is a situation."""

from pathlib import Path

import pytest

from tests.standalone import Lab
from tests.tools.left_over import left_over
from wcoctl.lab.performance import Performance
from wcoctl.lab.tell import moments, stamp

pytestmark = pytest.mark.lab

TIMERS = 45
"""Seconds after which SIP lets go of every transaction: timers B, F and H take 32."""
STORIES = sorted(file.parent.name for file in Path(__file__).parent.glob("*/story.yml"))


@pytest.mark.parametrize("story", STORIES)
def test_the_calls_of_a_story_go_as_told(story: str, performances: dict[str, list[Performance]]) -> None:
    wrong = [call for call in performances[story] if call.problems]
    assert not wrong, "\n\n".join(map(told, wrong))


def told(call: Performance) -> str:
    lines = [f"{stamp(seconds)}  {what}" for seconds, what in moments(call)]
    return "\n".join([call.title, *call.problems, *lines])


def test_nothing_of_the_calls_is_left_on_the_hosts(
    performances: dict[str, list[Performance]], lab: Lab
) -> None:
    assert performances
    assert left_over(lab.inside, TIMERS) == {}
