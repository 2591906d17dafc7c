"""Audio flows where SDP and site say: nobody else is heard, hears, or presses keys."""

import socket
from collections.abc import Callable, Iterator

import pytest

from tests.attacks.conftest import EWA, MENU
from tests.standalone import Lab
from tests.tools.audio import Ear, answered, final, invited, media, offer, place, seconds, talk, until
from tests.tools.peers import Peer

pytestmark = pytest.mark.lab

RTP = range(10000, 20000, 2)
Open = Callable[..., Ear]


@pytest.fixture
def ear() -> Iterator[Open]:
    """Opens ends of audio, each with a voice of its own."""
    ears: list[Ear] = []

    def opened(address: str, port: int = 0) -> Ear:
        ears.append(Ear(address, 0x31 + len(ears), port))
        return ears[-1]

    yield opened
    for one in ears:
        one.close()


def ringing(carrier: Peer, phone: Ear, answer: str = "") -> tuple[str, int]:
    """Have the phone that is rung answer; returns where it sends its audio."""
    invite = invited(carrier, 8)
    assert invite, "no phone is rung"
    carrier.reply(invite, 200, "OK", body=answer or offer(phone.address, phone.port))
    ack = carrier.next(5)
    assert ack, "no ACK"
    return media(invite)


def test_while_the_caller_is_silent_nobody_else_talks_or_listens(
    trunk: Peer, stranger: Peer, carrier: Peer, ear: Open
) -> None:
    caller, phone = ear(trunk.address), ear(carrier.address)
    # One at an address that audio may come from, but not in this call, and one from anywhere.
    attackers = [ear(carrier.address), ear(stranger.address)]
    call = place(trunk, EWA, offer(caller.address, caller.port))
    to_phone = ringing(carrier, phone)
    talk = answered(call)
    for _ in seconds(2):
        for attacker in attackers:
            attacker.speak(talk.node)
            attacker.speak(to_phone)
        phone.speak(to_phone)
    for one in (caller, phone, *attackers):
        one.listen()
    assert caller.hears(phone), "no audio at all: this test could not fail"
    assert [attacker.heard for attacker in attackers] == [[], []]
    assert not [attacker for attacker in attackers for one in (caller, phone) if one.hears(attacker)]
    # Late, but from where the SDP says.
    for _ in until(lambda: phone.hears(caller)):
        caller.speak(talk.node)
    assert phone.hears(caller)
    talk.end()


def test_nobody_else_presses_keys(trunk: Peer, stranger: Peer, carrier: Peer, ear: Open) -> None:
    caller = ear(trunk.address)
    menu = talk(trunk, MENU, offer(caller.address, caller.port))
    for attacker in (ear(carrier.address), ear(stranger.address)):
        for _ in seconds(0.3):
            attacker.speak(menu.node)
        attacker.press("1", menu.node)
    assert invited(carrier, 2) is None, "somebody else's key was taken"
    caller.press("1", menu.node)
    invite = invited(carrier, 3)
    assert invite, "the caller's own key was not taken: this test could not fail"
    carrier.reply(invite, 486, "Busy Here")
    menu.end()


def test_audio_goes_to_no_address_outside_the_media_networks(trunk: Peer, stranger: Peer, ear: Open) -> None:
    victim = ear(stranger.address)
    place(trunk, MENU, offer(victim.address, victim.port))
    answer = final(trunk)
    assert answer.status == 488
    # Nor when it is said later.
    caller = ear(trunk.address)
    menu = talk(trunk, MENU, offer(caller.address, caller.port))
    trunk.send(menu.request("INVITE", 2, offer(victim.address, victim.port)))
    again = final(trunk)
    assert again.status == 488
    for _ in until(lambda: len(caller.heard) > 25):
        caller.listen()
    victim.listen()
    assert (victim.heard, bool(caller.heard)) == ([], True)
    menu.end()


def hiding(body: str, address: str) -> str:
    """Return an SDP with a second address for its audio, after a line break that only some take for one."""
    return body.replace("\r\nt=", f"\r\ni=x\rc=IN IP4 {address}\r\nt=", 1)


def test_a_line_of_sdp_that_only_some_see_leads_audio_nowhere(
    trunk: Peer, stranger: Peer, carrier: Peer, ear: Open
) -> None:
    caller, phone = ear(trunk.address), ear(carrier.address)
    victims = [ear(stranger.address, one.port) for one in (caller, phone)]
    call = place(trunk, EWA, hiding(offer(caller.address, caller.port), stranger.address))
    to_phone = ringing(carrier, phone, hiding(offer(phone.address, phone.port), stranger.address))
    talk = answered(call)
    for _ in until(lambda: phone.hears(caller) and caller.hears(phone)):
        caller.speak(talk.node)
        phone.speak(to_phone)
    for one in (caller, phone, *victims):
        one.listen()
    assert [victim.heard for victim in victims] == [[], []]
    assert (phone.hears(caller), caller.hears(phone)) == (True, True)
    talk.end()


def test_ports_of_audio_say_nothing(trunk: Peer, stranger: Peer, lab: Lab) -> None:
    for address in (trunk.address, stranger.address):
        assert [port for port in RTP[::500] if refused(address, lab.edge, port)] == []


def refused(address: str, host: str, port: int) -> bool:
    """Tell whether ICMP says that nobody listens at the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
        knock.bind((address, 0))
        knock.connect((host, port))
        knock.settimeout(0.05)
        knock.send(b"\x80\x08" + bytes(10))
        try:
            knock.recv(100)
        except ConnectionRefusedError:
            return True
        except TimeoutError:
            return False
        return False


def test_behind_nat_audio_goes_to_where_it_comes_from(natted: Peer, carrier: Peer, ear: Open) -> None:
    caller, phone, neighbour = ear(natted.address), ear(carrier.address), ear(carrier.address)
    call = place(natted, EWA, offer("192.168.7.7", 4000))
    to_phone = ringing(carrier, phone)
    talk = answered(call)
    for _ in until(lambda: phone.hears(caller) and caller.hears(phone), least=1):
        neighbour.speak(talk.node)
        caller.speak(talk.node)
        phone.speak(to_phone)
    for one in (caller, phone, neighbour):
        one.listen()
    assert (phone.hears(caller), caller.hears(phone)) == (True, True)
    assert (phone.hears(neighbour), neighbour.heard) == (False, [])
    talk.end()
