"""A switch that is set elsewhere holds on the node within a second, and ends when its time is over."""

from collections.abc import Iterator

import pytest

from tests.standalone import Lab

pytestmark = pytest.mark.lab

SWITCH = """INSERT INTO live_switch VALUES ('live', 'schedule', 'watch', '{value}', {until}, now(), 'portal')
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until, changed = excluded.changed
RETURNING extract(epoch FROM changed)"""
ARRIVED = """import sqlite3, time
live = sqlite3.connect("/var/lib/wco/live/live.db", timeout=10)
while not live.execute("SELECT 1 FROM switch WHERE tenant = 'live' AND value = '{value}'").fetchall():
    time.sleep(0.005)
print(time.time())
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


def arrived(lab: Lab, value: str) -> float:
    """Wait until the switch is on the media host; return when that was."""
    return float(lab.inside.run(lab.inside.media[0], "python3", "-c", ARRIVED.format(value=value)))


def seen(lab: Lab, when: float) -> str:
    """Ask Asterisk which schedules are held at a time."""
    look = f"dialplan eval function ODBC_WCO_OVERRIDES(live,{int(when)})"
    said = lab.inside.run(lab.inside.media[0], "asterisk", "-rx", look).decode()
    return said.partition("Result:")[2].strip()


def test_a_switch_holds_within_a_second(clean: Lab) -> None:
    for value in ("closed", "open"):
        began = set_elsewhere(clean, value)
        assert arrived(clean, value) - began < 1.0
        assert seen(clean, began) == f"&watch:{value}&"


def test_a_switch_ends_by_its_time(clean: Lab) -> None:
    began = set_elsewhere(clean, "closed", "now() + interval '1 hour'")
    arrived(clean, "closed")
    assert seen(clean, began + 3590) == "&watch:closed&"
    assert not seen(clean, began + 3610)
