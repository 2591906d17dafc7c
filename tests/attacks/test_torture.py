"""RFC 4475 from a trunk: each message is answered as the RFC says or allows, and none gets to a media node."""

import pytest

from tests.attacks.torture import cases
from tests.attacks.wire import arriving
from tests.standalone import Lab
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab


def test_the_49_messages_of_rfc_4475_are_answered_as_the_rfc_says(lab: Lab, trunk: Peer) -> None:
    assert len(cases(trunk.address)) == 49
    while trunk.next(6):
        pass  # replies to what other tests have left unanswered
    wrong = {}
    with arriving(lab) as arrived:
        for case in cases(trunk.address).values():
            trunk.forget()
            trunk.send(case.message)
            answer = trunk.next(0.3 if 0 in case.answers else 8)
            status = answer.status if answer else 0
            if status not in case.answers or trunk.next(0.02):
                wrong[case.name] = status
    assert not wrong
    assert not [message for message in arrived if b".test" in message]
