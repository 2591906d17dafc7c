"""What comes from the switchboard goes to the SIPp that plays the called phone, and back."""

import socket
from collections.abc import Iterator

import pytest

from wcoctl.lab.play.trunk_end import TrunkEnd

ADDRESS = "127.0.0.1"


def end() -> socket.socket:
    """Return a UDP socket that somebody else listens at."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((ADDRESS, 0))
    opened.settimeout(5)
    return opened


@pytest.fixture
def edge() -> Iterator[socket.socket]:
    with end() as opened:
        yield opened


@pytest.fixture
def sipp() -> Iterator[socket.socket]:
    with end() as opened:
        yield opened


@pytest.fixture
def trunk() -> Iterator[TrunkEnd]:
    with end() as free:
        port = free.getsockname()[1]
    with TrunkEnd(ADDRESS, port) as trunk:
        yield trunk


def message(line: str, call_id: str = "one") -> bytes:
    head = (
        line,
        "Via: SIP/2.0/UDP edge",
        f"Call-ID: {call_id}",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        "",
        "",
    )
    return "\r\n".join(head).encode()


def test_a_call_goes_to_the_sipp_of_its_phone_and_answers_come_back(
    trunk: TrunkEnd, edge: socket.socket, sipp: socket.socket
) -> None:
    trunk.lend(["+48601100201"], sipp.getsockname()[1])
    at_trunk = (ADDRESS, trunk.port)
    for sent in (message("INVITE sip:+48601100201@trunk SIP/2.0"), message("CANCEL sip:x@trunk SIP/2.0")):
        edge.sendto(sent, at_trunk)
        assert sipp.recv(2048) == sent
    for sent in (message("SIP/2.0 180 Ringing"), message("BYE sip:edge SIP/2.0")):
        sipp.sendto(sent, at_trunk)
        assert edge.recv(2048) == sent


def test_a_call_stays_with_its_sipp_when_another_one_has_the_phone(
    trunk: TrunkEnd, edge: socket.socket, sipp: socket.socket
) -> None:
    invite = message("INVITE sip:*11%23@trunk;user=phone SIP/2.0")
    trunk.lend(["*11#"], sipp.getsockname()[1])
    edge.sendto(invite, (ADDRESS, trunk.port))
    assert sipp.recv(2048) == invite
    trunk.take_back(["*11#"])
    with end() as other:
        trunk.lend(["*11#"], other.getsockname()[1])
        late, new = message("ACK sip:*11%23@trunk SIP/2.0"), message("INVITE sip:*11%23@trunk SIP/2.0", "two")
        for sent in (late, new):
            edge.sendto(sent, (ADDRESS, trunk.port))
        assert (sipp.recv(2048), other.recv(2048)) == (late, new)


def test_a_phone_that_nobody_plays_is_unknown(trunk: TrunkEnd, edge: socket.socket) -> None:
    edge.sendto(message("ACK sip:+48601100201@trunk SIP/2.0"), (ADDRESS, trunk.port))
    edge.sendto(message("INVITE sip:+48601100201@trunk SIP/2.0"), (ADDRESS, trunk.port))
    assert edge.recv(2048).decode().split("\r\n") == [
        "SIP/2.0 404 Not Found",
        *("Via: SIP/2.0/UDP edge", "Call-ID: one", "CSeq: 1 INVITE", "Content-Length: 0", "", ""),
    ]
