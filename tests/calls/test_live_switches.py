"""A switch that is set elsewhere holds on the node within a second, and ends when its time is over."""

import time
from collections.abc import Iterator

import pytest

from tests.standalone import Lab

pytestmark = pytest.mark.lab

SWITCH = """INSERT INTO live_switch VALUES ('live', 'schedule', 'watch', '{value}', {until}, now(), 'portal')
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until, changed = excluded.changed
RETURNING extract(epoch FROM changed)"""
LOOK = """import subprocess, time
while True:
    said = subprocess.run(["asterisk", "-rx", "dialplan eval function ODBC_WCO_OVERRIDES(live,{when})"],
                          capture_output=True, text=True, check=True).stdout
    if ("&watch:{value}&" in said) == {held} or time.time() > {deadline}:
        print(time.time(), "&watch:{value}&" in said)
        break
"""


@pytest.fixture
def clean(lab: Lab) -> Iterator[Lab]:
    lab.inside.forget(["live"])
    yield lab
    lab.inside.forget(["live"])


def set_elsewhere(lab: Lab, value: str, until: str = "NULL") -> float:
    """Set the switch as the portal does; return when that was."""
    statement = SWITCH.format(value=value, until=until)
    command = ("runuser", "-u", "postgres", "--", "psql", "-qXAt", "-d", "wco", "-c", statement)
    return float(lab.inside.run(lab.inside.data, *command))


def held_since(lab: Lab, value: str, when: float, held: bool = True) -> tuple[float, bool]:
    """Ask Asterisk until it sees the schedule held like this, or not; return since when, and whether."""
    look = LOOK.format(value=value, when=int(when), held=held, deadline=time.time() + 10)
    at, seen = lab.inside.run(lab.inside.media[0], "python3", "-c", look).split()
    return float(at), seen == b"True"


def test_a_switch_holds_within_a_second(clean: Lab) -> None:
    for value in ("closed", "open"):
        began = set_elsewhere(clean, value)
        since, seen = held_since(clean, value, began)
        assert seen
        assert since - began < 1.0


def test_a_switch_ends_by_its_time(clean: Lab) -> None:
    began = set_elsewhere(clean, "closed", "now() + interval '1 hour'")
    assert held_since(clean, "closed", began + 3590)[1]
    assert not held_since(clean, "closed", began + 3610, held=False)[1]
