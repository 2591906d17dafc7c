"""A user whom the spending guard has locked dials again when the operator says so."""

import asyncio

import pytest

from tests.apply.command import wco
from tests.caller import Caller, Manner
from tests.phones import phones
from tests.standalone import Lab
from wcoctl.lab.story.stories import Phone

pytestmark = pytest.mark.lab

HUBERT, CALLED = "+48608100008", "501500517"
LOCK = """import sqlite3, time
with sqlite3.connect("/var/lib/wco/live/live.db", timeout=10) as live:
    now = int(time.time() * 1000)
    live.execute("INSERT OR REPLACE INTO switch VALUES ('outgoing', 'lock', 'hubert', 'on', 0, ?, '_guard', 0)", (now,))
while not live.execute("SELECT 1 FROM switch WHERE kind = 'lock' AND name = 'hubert' AND sent").fetchall():
    time.sleep(0.01)
"""
UNLOCKED = """import sqlite3, time
live = sqlite3.connect("/var/lib/wco/live/live.db", timeout=10)
while live.execute("SELECT 1 FROM switch WHERE kind = 'lock' AND name = 'hubert' AND value = 'on'").fetchall():
    time.sleep(0.01)
"""


def dial(lab: Lab) -> int:
    """Return what the switchboard says when Hubert dials."""
    carrier = lab.carrier()
    with phones(carrier.address, {f"+48{CALLED}": Phone(does="busy")}):
        caller = Caller(Manner(f"*666{CALLED}", HUBERT), carrier.address, carrier.edge)
        return asyncio.run(caller.place()).status


def test_an_operator_unlocks_a_user(lab: Lab) -> None:
    media = lab.inside.media[0]
    lab.inside.run(media, "python3", "-c", LOCK)
    assert dial(lab) == 403
    unlocked = {"tenant": "outgoing", "user": "hubert", "was_locked": True}
    assert wco("unlock", lab.site, "outgoing", "hubert").data == unlocked
    lab.inside.run(media, "python3", "-c", UNLOCKED)
    assert dial(lab) == 486
    assert wco("unlock", lab.site, "outgoing", "hubert").data == unlocked | {"was_locked": False}


def test_who_is_not_there_is_not_unlocked(lab: Lab) -> None:
    assert "there is no tenant 'nobody'" in wco("unlock", lab.site, "nobody", "hubert").error
    answer = wco("unlock", lab.site, "outgoing", "nobody")
    assert answer.code == 1
    assert "the tenant 'outgoing' has no user 'nobody' (its users: adam, borys" in answer.error


def test_what_looks_like_a_template_is_not_evaluated(lab: Lab) -> None:
    answer = wco("unlock", lab.site, "outgoing", "{{ 7*7 }}")
    assert (answer.code, "'{{ 7*7 }}' is not an identifier" in answer.error) == (1, True)
