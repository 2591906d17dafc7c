"""Floods of 5,000 messages a second by one trunk: the other trunk's calls pass, all of them, to every company."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.legitimate import QUIET, WELCOME, busy_phones, passed, place
from tests.standalone import Lab
from tests.tools.flood import KINDS
from tests.tools.left_over import left_over
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab

FLOOD = Path(__file__).parents[1] / "tools" / "flood.py"
RATE, SECONDS = 5000, 1.5
LAST = "one number"
"""Fills the attacked company's own channels for a while."""


@pytest.mark.parametrize("kind", sorted(KINDS, key=lambda kind: kind == LAST))
def test_a_flood_costs_the_other_trunk_no_call(lab: Lab, trunk: Peer, kind: str) -> None:
    numbers = [QUIET] * 4 if kind == LAST else [QUIET, WELCOME] * 2
    command = [sys.executable, str(FLOOD), trunk.address, lab.edge, kind, str(RATE), str(SECONDS), WELCOME]
    with busy_phones(lab), subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
        calls = asyncio.run(place(lab, numbers, SECONDS / len(numbers)))
        told = json.loads(flood.communicate()[0])
    assert passed(calls) == 1, [(call.manner.dialled, call.status, call.trouble) for call in calls]
    assert told["sent"] == RATE * SECONDS
    assert sum(told["answers"].values()) <= 3 * 300, told
    if kind == LAST:
        # The switchboard gives up calls whose answer nobody acknowledges after 32 s, and the edge theirs.
        assert left_over(lab.inside, 90) == {}
