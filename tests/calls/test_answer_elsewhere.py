"""A phone's network announces something from one place and with one codec, and the phone answers at another, or nowhere."""

import socket
import time

import pytest

from tests.standalone import Lab
from tests.tools.peers import Call, Message, Peer
from wcoctl.lab.audio.rtp import ALAW, FRAME, ULAW, pack, tone, unpack
from wcoctl.lab.play.sip_message import SipMessage

pytestmark = pytest.mark.lab

DIALLED, CALLER = "+48222111006", "+48600711090"
FOREIGN = 18
"""A codec that nobody has offered."""
_PACKETS = 50
_Media = tuple[str, int]


@pytest.fixture
def ends(lab: Lab) -> list[socket.socket]:
    """Audio ends of the caller, of the announcement and of the phone."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    for end in sockets:
        end.bind((lab.carrier().address, 0))
        end.setblocking(False)
    return sockets


def sdp(end: socket.socket, codec: int) -> str:
    """Return an offer or answer of one codec."""
    address, port = end.getsockname()
    name = {ALAW: "PCMA", ULAW: "PCMU", FOREIGN: "G729"}[codec]
    lines = ("v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0")
    return "".join(
        f"{line}\r\n" for line in (*lines, f"m=audio {port} RTP/AVP {codec}", f"a=rtpmap:{codec} {name}/8000")
    )


def expect(peer: Peer, timeout: float = 5) -> Message:
    """Wait for the next message, which has to come."""
    message = peer.next(timeout)
    assert message, f"nothing came to {peer.address}:{peer.port}"
    return message


def media(message: Message) -> _Media:
    """Return where the sender wants its audio."""
    found = SipMessage(0.0, False, message.text).media
    assert found
    return found


def talk(ends: dict[socket.socket, _Media], codec: int) -> None:
    """Send a second of tone from each end."""
    frames = tone(400, codec)
    for number in range(_PACKETS):
        for end, remote in ends.items():
            end.sendto(pack(codec, number == 0, number, number * FRAME, end.fileno(), frames[number]), remote)
        time.sleep(0.02)


def heard(end: socket.socket) -> list[int]:
    """Return the payload types of what has come."""
    kinds = []
    try:
        while packet := unpack(end.recv(2048), 0.0):
            kinds.append(packet.payload_type)
    except BlockingIOError:
        pass
    return kinds


def test_audio_goes_where_the_phone_answers(lab: Lab, ends: list[socket.socket]) -> None:
    own, announcement, phone_end = ends
    edge = (lab.edge, 5060)
    phone, caller = Peer(lab.carrier().address, 5060, edge), Peer(lab.carrier().address, 5070, edge)
    try:
        call = Call(f"sip:{DIALLED}@{lab.edge}", caller, CALLER)
        caller.send(call.request("INVITE", body=sdp(own, ALAW)))
        rung = expect(phone)
        phone.reply(rung, 183, "Session Progress", body=sdp(announcement, ULAW))
        assert expect(caller).status == 183
        phone.reply(rung, 200, "OK", body=sdp(phone_end, ALAW))
        expect(phone)  # the ACK
        answer = expect(caller)
        assert answer.status == 200
        call.uri, tag = (
            answer.headers("Contact")[0].strip("<>"),
            answer.headers("To")[0].partition(";tag=")[2],
        )
        routes = tuple(answer.headers("Record-Route"))
        caller.send(call.request("ACK", to_tag=tag, routes=routes))
        talk({own: media(answer), phone_end: media(rung)}, ALAW)
        at_phone, at_caller = heard(phone_end), heard(own)
        caller.send(call.request("BYE", 2, tag, routes))
        phone.reply(expect(phone), 200, "OK")
    finally:
        phone.close()
        caller.close()
    assert at_phone.count(ALAW) > _PACKETS / 2
    assert at_caller.count(ALAW) > _PACKETS / 2


@pytest.mark.parametrize("answer", ["without SDP", "with a foreign codec"])
def test_a_phone_whose_audio_cannot_flow_has_not_answered(
    lab: Lab, ends: list[socket.socket], answer: str
) -> None:
    edge, since = (lab.edge, 5060), time.time() - 0.5
    phone, caller = Peer(lab.carrier().address, 5060, edge), Peer(lab.carrier().address, 5070, edge)
    try:
        call = Call(f"sip:{DIALLED}@{lab.edge}", caller, CALLER)
        caller.send(call.request("INVITE", body=sdp(ends[0], ALAW)))
        body = "" if answer == "without SDP" else sdp(ends[2], FOREIGN)
        phone.reply(expect(phone), 200, "OK", body=body)
        came = [expect(phone), expect(phone)]  # UDP keeps no order
        assert sorted(message.method for message in came) == ["ACK", "BYE"]
        for message in came:
            if message.method == "BYE":
                phone.reply(message, 200, "OK")
        deadline = time.monotonic() + 15
        while not (found := [one for one in lab.inside.records(since) if one.caller == CALLER]):
            assert time.monotonic() < deadline
            said = caller.next(0.5)
            if said and said.method == "BYE":
                caller.reply(said, 200, "OK")
            elif said and said.status == 200:  # an announcement
                call.uri = said.headers("Contact")[0].strip("<>")
                tag = said.headers("To")[0].partition(";tag=")[2]
                routes = tuple(said.headers("Record-Route"))
                caller.send(call.request("ACK", to_tag=tag, routes=routes))
    finally:
        phone.close()
        caller.close()
    assert [(one.outcome, one.legs[0][1]) for one in found] == [("unanswered", "failed")]
