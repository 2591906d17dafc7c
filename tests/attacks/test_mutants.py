"""Broken messages from a trunk: none that is still broken gets to a media node, and the other trunk's calls all pass."""

import pytest

from tests.attacks.bystander import Bystander
from tests.attacks.mutation import attack
from tests.standalone import Lab
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab


def test_no_invalid_message_gets_to_a_media_node_and_no_other_call_suffers(
    lab: Lab, trunk_address: str, carrier: Peer
) -> None:
    with Bystander(carrier, "+48223003100") as others:
        seen = attack(lab, trunk_address, count=3000, rate=150, seed=4475)
    assert seen.invalid == []
    assert seen.arrived > 100
    assert seen.answers[400] > 1000
    assert others.passed == others.placed > 20
