"""Real calls through the deployed lab: each folder here is a situation."""

from pathlib import Path

import pytest

from tests.standalone import Lab
from tests.tools.left_over import left_over
from wcoctl.lab.judge.timeline import moments, stamp
from wcoctl.lab.stories import PlayedCall

pytestmark = pytest.mark.lab

TIMERS = 45
"""Seconds after which SIP lets go of every transaction: timers B, F and H take 32."""
STORIES = sorted(file.parent.name for file in Path(__file__).parent.glob("*/story.yml"))


@pytest.mark.parametrize("story", STORIES)
def test_the_calls_of_a_story_go_as_told(story: str, played_calls: dict[str, list[PlayedCall]]) -> None:
    wrong = [call for call in played_calls[story] if call.problems]
    assert not wrong, "\n\n".join(map(told, wrong))


def told(call: PlayedCall) -> str:
    lines = [f"{stamp(seconds)}  {what}" for seconds, what in moments(call)]
    return "\n".join([call.title, *call.problems, *lines])


def test_nothing_of_the_calls_is_left_on_the_hosts(
    played_calls: dict[str, list[PlayedCall]], lab: Lab
) -> None:
    assert played_calls
    assert left_over(lab.inside, TIMERS) == {}
