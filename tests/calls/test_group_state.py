"""What groups know of their members outlives Asterisk, and holds for callers who wait already."""

import threading
import time

import pytest

from tests.calls.test_stories import told
from tests.standalone import Lab
from wcoctl.lab.stories import PlayedCall, play_stories
from wcoctl.lab.story.stories import Story
from wcoctl.lab.story.tenant import load_story_tenants

pytestmark = pytest.mark.lab

Phones = dict[str, dict[str, object]]

LOG_OUT = """
import os, sqlite3, sys, time
os.umask(7)
now = time.time_ns() // 1_000_000
with sqlite3.connect("/var/lib/wco/live/live.db", timeout=20) as live:
    for user in sys.argv[1:]:
        row = ("groups", "member", f"*/{user}", "out", 0, now, user, 0)
        live.execute("INSERT OR REPLACE INTO switch VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
"""


def play(lab: Lab, call: tuple[str, str], path: list[str], phones: Phones, *heard: str) -> PlayedCall:
    """Play one call, which has to go as told."""
    expect = {"path": path, "rang": None, "heard": list(heard)}
    dialled, caller = call
    placed = {"dialled": dialled, "caller": caller, "expect": expect}
    story = Story.model_validate({"title": "A call", "tenant": "groups", "phones": phones, "calls": [placed]})
    with lab.carrier() as carrier:
        (done,) = play_stories(
            {"call": story}, load_story_tenants(lab.site.root, {"call": story}), lab.inside, carrier
        )["call"]
    assert not done.problems, told(done)
    return done


def restart(lab: Lab) -> None:
    """Restart Asterisk, and wait until it answers its edges."""
    for host in lab.inside.media:
        lab.inside.run(host, "systemctl", "restart", "asterisk")
        deadline = time.monotonic() + 60
        while not lab.inside.run(host, "sh", "-c", "asterisk -rx 'core waitfullybooted' || true"):
            assert time.monotonic() < deadline, "Asterisk does not start"
            time.sleep(0.5)
    time.sleep(15)  # edges look every few seconds whether a media host lives


def test_who_was_idle_longest_is_known_after_a_restart(lab: Lab) -> None:
    lab.inside.forget(["groups"])
    phones: Phones = {f"restarted_{n}": {"after": 0.5, "hang_up_after": 1.5} for n in (1, 2)}
    talked = []
    for place in range(2):
        done = play(lab, ("+48222051019", f"+4860075200{place}"), ["restarted:end_of_call"], phones)
        talked += done.call.talks
        if not place:
            restart(lab)
    assert len(talked) == len(set(talked)) == 2


def test_callers_leave_when_the_last_member_logs_out(lab: Lab) -> None:
    lab.inside.forget(["groups"])
    log_out = threading.Timer(
        8.0, lab.inside.run, [lab.inside.media[0], "python3", "-c", LOG_OUT, "out_1", "out_2"]
    )
    log_out.start()
    phones: Phones = {f"out_{n}": {"does": "no_answer"} for n in (1, 2)}
    path = ["logged_out:no_members", "thanks:next", "done:-"]
    play(lab, ("+48222051017", "+48600752003"), path, phones, "thanks")
    log_out.join()
    lab.inside.forget(["groups"])
