"""Who is no peer gets no answer from an edge, not even a refusal: a scan finds nothing."""

import json
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.standalone import Lab
from wcoctl.lab.containers import NETWORK

pytestmark = pytest.mark.lab

STRANGER = str(NETWORK[250])
MESSAGE = """{method} sip:+48221001001@{edge} SIP/2.0
Via: SIP/2.0/UDP {address}:{port};branch=z9hG4bK-{method}
From: <sip:+48600700100@{address}>;tag=1
To: <sip:+48221001001@{edge}>
Call-ID: {method}-{port}
CSeq: 1 {method}
Contact: <sip:x@{address}:{port}>
Max-Forwards: 70
User-Agent: friendly-scanner
Content-Length: 0

"""


@pytest.fixture
def stranger(lab: Lab) -> Iterator[str]:
    """Give this machine a second address on the lab's network, which no trunk has."""
    edge = lab.edge
    route = subprocess.run(["ip", "-j", "route", "get", edge], capture_output=True, check=True)
    device = json.loads(route.stdout)[0]["dev"]
    subprocess.run(["ip", "address", "add", f"{STRANGER}/32", "dev", device], check=True)
    yield STRANGER
    subprocess.run(["ip", "address", "del", f"{STRANGER}/32", "dev", device], check=True)


def answer(address: str, edge: str, method: str) -> str:
    """Return the first line of the edge's answer, '' for silence."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.bind((address, 0))
        caller.settimeout(2)
        port = caller.getsockname()[1]
        text = MESSAGE.format(method=method, edge=edge, address=address, port=port)
        caller.sendto(text.replace("\n", "\r\n").encode(), (edge, 5060))
        try:
            return caller.recv(2048).decode().splitlines()[0]
        except TimeoutError:
            return ""


def test_a_stranger_hears_nothing_where_a_peer_gets_an_answer(stranger: str, lab: Lab) -> None:
    edge = lab.edge
    assert answer(str(NETWORK[1]), edge, "OPTIONS") == "SIP/2.0 200 OK"
    assert {method: answer(stranger, edge, method) for method in ("OPTIONS", "INVITE", "REGISTER")} == {
        "OPTIONS": "",
        "INVITE": "",
        "REGISTER": "",
    }
