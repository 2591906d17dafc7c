"""Requests within a call: each is answered at once, so that networks which audit calls do not cut them."""

import pytest

from tests.attacks.conftest import EWA, MENU
from tests.attacks.torture import sdp
from tests.tools.audio import Talk, final, invited, place, talk
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab

KEY = "Signal=9\r\nDuration=160\r\n"


def test_every_method_within_a_call_is_answered_at_once(trunk: Peer) -> None:
    menu = talk(trunk, MENU, sdp(trunk.address))
    audits = ("OPTIONS", "INFO", "UPDATE")
    refused = ("MESSAGE", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "NOVELTY")
    answers = {method: menu.ask(method, cseq) for cseq, method in enumerate((*audits, *refused), 2)}
    assert answers == {**dict.fromkeys(audits, 200), **dict.fromkeys(refused, 405)}
    trunk.send(menu.request("INFO", 20, KEY).replace("application/sdp", "application/dtmf-relay"))
    assert final(trunk).status == 200
    assert menu.ask("OPTIONS", 21, tag="of-no-call") == 481
    assert menu.ask("BYE", 22) == 200
    assert menu.ask("OPTIONS", 23) == 481


def test_ringing_is_told_reliably_where_the_trunk_has_that(natted: Peer, carrier: Peer) -> None:
    call = place(natted, EWA, sdp(natted.address), "+48600100200", "Require: 100rel")
    rung = invited(carrier, 8)
    assert rung
    assert "100rel" not in "".join(rung.headers("Supported")), "the other trunk has none of it"
    carrier.reply(rung, 180, "Ringing")
    told, repeated = natted.next(5), natted.next(2)
    assert told
    assert repeated
    assert [told.status, told.headers("Require"), repeated.text] == [180, ["100rel"], told.text]
    ringing = Talk(call, told)
    natted.send(ringing.request("PRACK", 2, extra=(f"RAck: {told.headers('RSeq')[0]} 1 INVITE",)))
    heard = [message for message in iter(lambda: natted.next(1.5), None) if message.method == "PRACK"]
    assert [message.status for message in heard] == [200]
    carrier.reply(rung, 200, "OK", body=sdp(carrier.address))
    answer = final(natted)
    assert [answer.status, answer.method] == [200, "INVITE"]
    natted.send(ringing.request("ACK", 1))
    assert ringing.ask("BYE", 3) == 200
    for message in iter(lambda: carrier.next(2), None):
        if message.first_line.startswith("BYE"):
            carrier.reply(message, 200, "OK")
            break
