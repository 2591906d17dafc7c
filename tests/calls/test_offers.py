"""Whatever cannot be done of an offer is refused: in its line of the answer, or the call before anybody is rung."""

import re
from collections.abc import Iterator

import pytest

from tests.standalone import Lab
from tests.tools.audio import Ear, Talk, final, place, seconds
from tests.tools.peers import Peer
from wcoctl.lab.play.sipp import free_port

pytestmark = pytest.mark.lab

MENU = "+48222121000"
AUDIO, CODECS = "m=audio {port} RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"
OTHER_AUDIO = "m=audio {other} RTP/AVP 8"
SECURE = "m=audio {other} RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
T38 = "m=image {other} udptl t38\na=T38FaxVersion:0\na=T38MaxBitRate:14400"
VIDEO = "m=video {other} RTP/AVP 96\na=rtpmap:96 H264/90000"
TEXT = "m=message {other} TCP/MSRP *"

DONE = {
    "audio": ([AUDIO, CODECS], "1"),
    "audio and T.38": ([AUDIO, CODECS, T38], "10"),
    "T.38 and audio": ([T38, AUDIO, CODECS], "01"),
    "T.38 that is switched off": ([AUDIO, CODECS, "m=image 0 udptl t38"], "10"),
    "audio and video": ([AUDIO, CODECS, VIDEO], "10"),
    "audio, video, T.38 and text": ([AUDIO, CODECS, VIDEO, T38, TEXT], "1000"),
    "secure audio and plain audio": ([SECURE, AUDIO, CODECS], "01"),
    "plain audio and secure audio": ([AUDIO, CODECS, SECURE], "10"),
    "two audio lines": ([AUDIO, CODECS, OTHER_AUDIO], "10"),
    "an audio line that is switched off, and one that is not": (["m=audio 0 RTP/AVP 8", AUDIO, CODECS], "01"),
    "30 ms": ([AUDIO, CODECS, "a=ptime:30"], "1"),
    "a mistaken ptime": ([AUDIO, CODECS, "a=ptime:soon"], "1"),
    "a name that is empty": ([AUDIO, CODECS], "1"),
}
REFUSED = {
    "video": [VIDEO],
    "T.38": [T38],
    "T.38 without its audio": ["m=audio 0 RTP/AVP 8", T38],
    "secure audio": [SECURE],
    "audio with feedback": ["m=audio {port} RTP/AVPF 8"],
    "codecs that nobody speaks": ["m=audio {port} RTP/AVP 18 97", "a=rtpmap:97 opus/48000/2"],
    "telephone events only": ["m=audio {port} RTP/AVP 101", CODECS],
    "audio that is switched off": ["m=audio 0 RTP/AVP 8"],
    "IPv6": ["m=audio {port} RTP/AVP 8", "c=IN IP6 2001:db8::1"],
    "a name instead of an address": ["m=audio {port} RTP/AVP 8", "c=IN IP4 media.example.com"],
    "nothing": [],
}


@pytest.fixture
def network(lab: Lab) -> Iterator[Peer]:
    """The operator's network, at a port of its own."""
    address = lab.carrier().address
    peer = Peer(address, free_port(address), (lab.edge, 5060))
    yield peer
    peer.close()


def offer(ear: Ear, lines: list[str], name: str = "x") -> str:
    """Return an SDP with these lines."""
    text = "\n".join(lines).format(port=ear.port, other=ear.port + 2).split("\n") if lines else []
    head = ["v=0", f"o=x 1 1 IN IP4 {ear.address}", f"s={name}", f"c=IN IP4 {ear.address}", "t=0 0"]
    return "".join(f"{line}\r\n" for line in [*head, *text])


@pytest.mark.parametrize("what", DONE)
def test_what_can_be_done_is_heard_and_the_rest_refused_in_its_line(what: str, network: Peer) -> None:
    lines, accepted = DONE[what]
    ear = Ear(network.address, 0x31)
    call = place(network, MENU, offer(ear, lines, "" if "empty" in what else "x"))
    answer = final(network)
    assert answer.status == 200
    talk = Talk(call, answer)
    network.send(talk.request("ACK", 1))
    ports = re.findall(r"(?m)^m=\S+ (\d+)", answer.text)
    assert "".join("0" if port == "0" else "1" for port in ports) == accepted, answer.text
    for _ in seconds(4):
        ear.listen()
        if len(ear.heard) > 5:
            break
    talk.end()
    ear.close()
    assert len(ear.heard) > 5, "the call is silent"


@pytest.mark.parametrize("what", REFUSED)
def test_an_offer_of_which_nothing_can_be_done_is_refused(what: str, network: Peer) -> None:
    ear = Ear(network.address, 0x31)
    call = place(network, MENU, offer(ear, REFUSED[what]))
    answer = final(network)
    if answer.status == 200:
        Talk(call, answer).end()
    ear.close()
    assert answer.status == 488
