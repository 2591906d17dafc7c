"""Broken messages from a trunk: none that is still broken gets to a media node, and the other trunk's calls all pass."""

import asyncio
import threading

import pytest

from tests.attacks.legitimate import QUIET, WELCOME, busy_phones, passed, place
from tests.attacks.mutation import Seen, attack
from tests.standalone import Lab

pytestmark = pytest.mark.lab

COUNT, RATE = 2000, 100.0


def test_no_invalid_message_gets_to_a_media_node_and_no_other_call_suffers(
    lab: Lab, trunk_address: str
) -> None:
    seen: list[Seen] = []
    mutants = threading.Thread(
        target=lambda: seen.append(attack(lab, trunk_address, count=COUNT, rate=RATE, seed=4475))
    )
    with busy_phones(lab):
        mutants.start()
        calls = asyncio.run(place(lab, [QUIET, WELCOME] * 8, COUNT / RATE / 16))
        mutants.join()
    assert seen[0].invalid == []
    assert seen[0].arrived > 60
    assert seen[0].answers[400] > 600
    assert passed(calls) == 1, [(call.manner.dialled, call.status, call.trouble) for call in calls]
