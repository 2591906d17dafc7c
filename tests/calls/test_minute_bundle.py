"""The minute bundle on real calls: minutes that count, warnings, and what happens when they are used up."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.calls.test_stories import told
from tests.standalone import Lab
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import load_stories
from wcoctl.lab.story.tenant import load_story_tenants

pytestmark = pytest.mark.lab

FOLDER = Path(__file__).parent / "minute_bundle"
TENANT, MINUTES = "limited", 10
READ = """
import sqlite3
live = sqlite3.connect("file:/var/lib/wco/live/live.db?mode=ro", uri=True)
for seconds, warned in live.execute("SELECT seconds, warned FROM package_use WHERE tenant = 'limited'"):
    print(seconds, warned)
"""


@pytest.fixture
def clean(lab: Lab) -> Iterator[Lab]:
    lab.inside.forget([TENANT])
    yield lab
    lab.inside.forget([TENANT])


def preset(lab: Lab, seconds: int) -> None:
    month = datetime.now(ZoneInfo("Europe/Warsaw")).strftime("%Y-%m")
    statement = "INSERT INTO package_use (tenant, month, seconds) VALUES (?, ?, ?)"
    lab.inside.write_live(statement, TENANT, month, str(seconds))


def used(lab: Lab) -> tuple[int, int]:
    """Return the seconds of the month and the last warning."""
    (line,) = lab.inside.run(lab.inside.media[0], "python3", "-c", READ).decode().splitlines()
    seconds, warned = map(int, line.split())
    return seconds, warned


def play(lab: Lab, name: str) -> PlayedCall:
    stories = load_stories([FOLDER / f"{name}.yml"])
    with lab.carrier() as carrier:
        played_calls = play_stories(stories, load_story_tenants(lab.site.root, stories), lab.inside, carrier)
    (call,) = played_calls[name]
    return call


def test_used_up_minutes_spare_landline_phones(clean: Lab) -> None:
    preset(clean, MINUTES * 60)
    call = play(clean, "used_up")
    assert not call.problems, told(call)
    assert used(clean) == (MINUTES * 60, 100)


def test_a_call_counts_and_the_warning_comes_when_it_is_due(clean: Lab) -> None:
    before = MINUTES * 60 * 80 // 100 - 2
    preset(clean, before)
    call = play(clean, "nearly_used_up")
    assert not call.problems, told(call)
    seconds, warned = used(clean)
    assert before + 3 <= seconds <= before + 8
    assert warned == 80
