"""No call goes out with a number that is not the company's, whatever the INVITE that asks for it claims."""

import itertools
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.standalone import Lab

pytestmark = pytest.mark.lab

TENANT, MAIN, FOREIGN = "presenting", "+48222802000", "+48225550000"
AD_HOC, ALWAYS, WITHOUT = "+48608300001", "+48608300002", "+48608300003"
CALLED = "501500600"

USERS = (
    *(f"*666{CALLED}", f"*666+48{CALLED}", f"*6660048{CALLED}", f"*666{CALLED};npdi;rn=+4850", CALLED),
    *(f"+48{CALLED}", f"ad_hoc-+48{CALLED}", f"dialled-+48{CALLED}", f"*666*666{CALLED}", f"*666{CALLED}%00"),
    *(f"*666{CALLED}'--", f"*666{CALLED},{FOREIGN}", f"%2A666{CALLED}", "*666", "*666112", "112"),
)
FROM = (
    *(
        f"<sip:{FOREIGN}@carrier>",
        f"<sip:{ALWAYS}@carrier>",
        f"<sip:{WITHOUT}@carrier>",
        f"<sip:{MAIN}@carrier>",
    ),
    f'"{FOREIGN}" <sip:{AD_HOC}@carrier>',
    f'"x\\" <sip:{FOREIGN}@carrier>" <sip:{ALWAYS}@carrier>',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    f"<sip:{ALWAYS};{FOREIGN}@carrier>",
)
CLAIMS: tuple[tuple[str, ...], ...] = (
    (),
    (f"P-Asserted-Identity: <sip:{FOREIGN}@carrier>",),
    (f"P-Asserted-Identity: <sip:{ALWAYS}@carrier>", "Privacy: id"),
    (f"P-Asserted-Identity: <sip:{FOREIGN}@carrier>, <sip:{ALWAYS}@carrier>",),
    (f"P-Asserted-Identity: <tel:{ALWAYS}>", f"P-Asserted-Identity: <sip:{FOREIGN}@carrier>"),
    (
        f"P-Preferred-Identity: <sip:{FOREIGN}@carrier>",
        f"Remote-Party-ID: <sip:{FOREIGN}@carrier>;party=calling",
    ),
    (
        *(f"X-WCO-Tenant: {TENANT}", "X-WCO-Direction: incoming", "X-WCO-Number: " + FOREIGN),
        f"P-Asserted-Identity: <sip:{WITHOUT}@carrier>",
    ),
    (f"Diversion: <sip:{MAIN}@carrier>;reason=unconditional", f"P-Asserted-Identity: <sip:{ALWAYS}@carrier>"),
    (f"Diversion: <sip:{FOREIGN}@carrier>", f"History-Info: <sip:{FOREIGN}@carrier>;index=1"),
)
AT_ONCE = 50
GOODBYE = b"goodbye"
OWN = {AD_HOC, ALWAYS}
"""Numbers of users with the right: what they dial otherwise is theirs, and shows so."""


@dataclass
class Trunk:
    """The operator's network: it sends INVITEs and keeps those that come."""

    address: str
    edge: str
    came: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.phones = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.phones.bind((self.address, 5060))
        self.callers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.callers.bind((self.address, 0))
        self.callers.settimeout(15)
        self._answering = threading.Thread(target=self._answer, daemon=True)
        self._answering.start()

    def close(self) -> None:
        """Go away; the port is free only when nobody waits at it any more."""
        self.callers.sendto(GOODBYE, (self.address, 5060))
        self._answering.join()
        self.phones.close()
        self.callers.close()

    def _answer(self) -> None:
        text, edge = self.phones.recvfrom(65535)
        while text != GOODBYE:
            message = text.decode("utf-8", "replace")
            if message.startswith("INVITE"):
                self.came.append(message)
            if message.startswith(("INVITE", "OPTIONS")):
                self.phones.sendto(_busy(message), edge)
            text, edge = self.phones.recvfrom(65535)

    def play(self, crafted: list[tuple[str, str, tuple[str, ...]]]) -> list[int]:
        """Send INVITEs, all at once, and return their final statuses as they come."""
        calls = [_Crafted(self, *one) for one in crafted]
        for call in calls:
            self.send(call.invite)
        waiting = {call.call_id: call for call in calls}
        statuses = []
        while waiting:
            reply = self.callers.recv(65535).decode("utf-8", "replace")
            status = int(_first(r"^SIP/2.0 (\d+)", reply) or 0)
            call_id = _header("call-id", reply)
            if call_id in waiting and status >= 200:
                statuses.append(status)
                self.send(waiting.pop(call_id).ack(_header("to", reply)))
        return statuses

    def send(self, lines: list[str]) -> None:
        """Send a request to the edge."""
        self.callers.sendto("\r\n".join(lines).encode(), (self.edge, 5060))


class _Crafted:
    """An INVITE to the edge that says what somebody likes it to say."""

    def __init__(self, trunk: Trunk, user: str, caller: str, claims: tuple[str, ...]) -> None:
        me = "{}:{}".format(*trunk.callers.getsockname())
        number = next(trunk.numbers)
        self.call_id = f"crafted-{number}-{me}"
        self._uri = f"sip:{user}@{trunk.edge}"
        self._common = [
            f"Via: SIP/2.0/UDP {me};branch=z9hG4bK-crafted-{number}",
            f"From: {caller};tag=crafted-{number}",
            f"Call-ID: {self.call_id}",
            "Max-Forwards: 70",
        ]
        media = [f"o=x 1 1 IN IP4 {trunk.address}", "s=x", f"c=IN IP4 {trunk.address}", "t=0 0"]
        sdp = "\r\n".join(["v=0", *media, "m=audio 9 RTP/AVP 8", ""])
        own = ["CSeq: 1 INVITE", f"To: <{self._uri}>", f"Contact: <sip:crafted@{me}>", *claims]
        body = ["Content-Type: application/sdp", f"Content-Length: {len(sdp)}", "", sdp]
        self.invite = [f"INVITE {self._uri} SIP/2.0", *self._common, *own, *body]

    def ack(self, to: str) -> list[str]:
        """Return the ACK to a refusal."""
        own = ["CSeq: 1 ACK", f"To: {to}", "Content-Length: 0", "", ""]
        return [f"ACK {self._uri} SIP/2.0", *self._common, *own]


def _header(name: str, message: str) -> str:
    return _first(rf"(?im)^{name}:(.*)$", message).strip()


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return str(found[1]) if found else ""


@pytest.fixture
def trunk(lab: Lab) -> Iterator[Trunk]:
    trunk = Trunk(lab.carrier().address, lab.edge)
    yield trunk
    trunk.close()


def shown(invite: str) -> str:
    """Return the number that a called phone is shown, or that its network knows."""
    identity = _first(r"(?im)^p-asserted-identity:.*?sips?:([^@;>]*)", invite)
    return identity or _first(r"(?im)^from:.*?<sips?:([^@;>]*)", invite)


def owned(invite: str) -> bool:
    """Tell whether a call may show its number: the own number of whoever has no right only in an emergency."""
    own = OWN | ({WITHOUT} if invite.startswith("INVITE sip:112@") else set())
    return shown(invite) in {MAIN} | own


def test_no_crafted_call_goes_out_with_a_foreign_number(trunk: Trunk, lab: Lab) -> None:
    crafted = list(
        dict.fromkeys(
            [*itertools.product(USERS, FROM[:2], CLAIMS[:4]), *itertools.product(USERS[::4], FROM, CLAIMS)]
        )
    )
    statuses: list[int] = []
    for first in range(0, len(crafted), AT_ONCE):
        # The spending guard would end this soon.
        lab.inside.forget([TENANT])
        statuses += trunk.play(crafted[first : first + AT_ONCE])
    assert len(statuses) > 300
    assert {403, 404, 486} <= set(statuses)
    assert {MAIN, ALWAYS} <= {shown(invite) for invite in trunk.came}
    wrong = [invite for invite in trunk.came if not owned(invite)]
    assert not wrong, f"{len(wrong)} of {len(crafted)} got out: {wrong[0]}"
    assert not [invite for invite in trunk.came if FOREIGN in invite or "X-WCO" in invite.upper()]


def _busy(request: str) -> bytes:
    kept = re.findall(r"(?im)^(?:via|from|to|call-id|cseq|record-route):.*$", request)
    lines = [line.strip() + (";tag=x" if line.lower().startswith("to:") else "") for line in kept]
    reply = "\r\n".join(["SIP/2.0 486 Busy Here", *lines, "Content-Length: 0"])
    return f"{reply}\r\n\r\n".encode()
