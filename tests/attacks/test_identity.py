"""Nobody becomes a user of the company by what they write: only the number that their network asserts counts."""

import time
from collections.abc import Iterator, Mapping

import pytest

from tests.standalone import Lab
from tests.tools.audio import invited
from tests.tools.peers import Dialog, Peer
from wcoctl.lab.hosts.records import Record
from wcoctl.lab.play.sip_message import SipMessage

pytestmark = pytest.mark.lab

MAIN, SERVICE, DIRECT = "+48223003000", "+48223003001", "+48223003003"
ADAM, EWA, STRANGER = "+48603330001", "+48603330002", "+48608100001"
FORMS = {
    "a name": ["P-Asserted-Identity: <sip:alice@c>"],
    "anonymous": ["P-Asserted-Identity: <sip:anonymous@anonymous.invalid>"],
    "a name and a number": [f"P-Asserted-Identity: <sip:alice@c>, <tel:{STRANGER}>"],
    "two headers": ["P-Asserted-Identity: <sip:alice@c>", "P-Asserted-Identity: <tel:+48-608-100-001>"],
    "letters around": [f"P-Asserted-Identity: <sip:x{ADAM}x@c>"],
    "empty": ["P-Asserted-Identity: <>"],
    "nothing": [],
    "our own headers": [
        *(f"X-WCO-Caller: {ADAM};source=pai", f"x-wco-caller : {ADAM};source=pai", "X-WCO-Asserted: yes"),
        *(
            "X-WCO-Tenant: attacked",
            f"P-Preferred-Identity: <sip:{ADAM}@c>",
            "P-Asserted-Identity: <sip:alice@c>",
        ),
    ],
}
"""What comes with a call whose From names Adam."""
KNOWN = {"Adam": [f"P-Asserted-Identity: <sip:alice@c>, <tel:{ADAM[:6]}-{ADAM[6:]}>"]}
REFUSED_AFTER = 6.0
"""Seconds after which a block with feature codes has said that it serves only users."""


@pytest.fixture
def began(lab: Lab) -> Iterator[float]:
    lab.inside.forget(["attacked"])
    yield time.time() - 0.5
    lab.inside.forget(["attacked"])


def invite(trunk: Peer, number: str, extra: list[str], caller: str = ADAM) -> Dialog:
    uri = number if number.startswith("tel:") else f"sip:{number}@{trunk.edge[0]}"
    call = Dialog(uri, trunk, caller, tuple(extra), f"sip:edge@{trunk.edge[0]}")
    trunk.send(call.request("INVITE", body=sdp(trunk)))
    return call


def sdp(peer: Peer) -> str:
    lines = ["v=0", f"o=x 1 1 IN IP4 {peer.address}", "s=x", f"c=IN IP4 {peer.address}", "t=0 0"]
    return "".join(f"{line}\r\n" for line in [*lines, "m=audio 9 RTP/AVP 8"])


def finals(trunk: Peer, calls: Mapping[str, Dialog]) -> dict[str, SipMessage]:
    """Wait for the final reply to each call and acknowledge it."""
    names = {f"call-{call.number}@{trunk.address}": name for name, call in calls.items()}
    found: dict[str, SipMessage] = {}
    while len(found) < len(calls):
        reply = trunk.next(10)
        assert reply, f"no final reply to {calls.keys() - found.keys()}"
        name = names.get(reply.headers("Call-ID")[0], "")
        if name and reply.status >= 200:
            found[name] = reply
            acknowledge(calls[name], reply)
    return found


def acknowledge(call: Dialog, reply: SipMessage) -> None:
    tag = reply.headers("To")[0].partition(";tag=")[2]
    if reply.status < 300:
        call.uri = reply.headers("Contact")[0].strip("<>")
        call.sender.send(call.request("ACK", 1, tag, tuple(reply.headers("Record-Route"))))
    else:
        call.sender.send(call.request("ACK", to_tag=tag))


def hang_up(call: Dialog, reply: SipMessage) -> None:
    tag = reply.headers("To")[0].partition(";tag=")[2]
    call.sender.send(call.request("BYE", 2, tag, tuple(reply.headers("Record-Route"))))


def records(lab: Lab, since: float, count: int) -> list[Record]:
    deadline = time.monotonic() + 15
    while len(found := lab.inside.records(since)) < count:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return found


def test_feature_codes_are_for_users_whom_the_network_asserts(trunk: Peer, lab: Lab, began: float) -> None:
    calls = {name: invite(trunk, SERVICE, extra) for name, extra in (FORMS | KNOWN).items()}
    answers = finals(trunk, calls)
    time.sleep(REFUSED_AFTER)
    for name, call in calls.items():
        hang_up(call, answers[name])
    found = records(lab, began, len(calls))
    assert sorted((record.caller, record.steps[0]) for record in found) == sorted(
        [
            *[("", "service:refused")] * 5,
            *[(STRANGER, "service:refused")] * 2,
            (ADAM, "service:refused"),
            (ADAM, "service:-"),
        ]
    )


def test_nobody_dials_by_the_company_s_number_but_its_users(
    trunk: Peer, carrier: Peer, lab: Lab, began: float
) -> None:
    for prefix in ("*666", "%2A666", ""):
        calls = {name: invite(trunk, f"{prefix}501500500", extra) for name, extra in FORMS.items()}
        refused = {name: reply.status for name, reply in finals(trunk, calls).items()}
        assert refused == dict.fromkeys(FORMS, 403 if prefix else 404)
        assert carrier.next(0.2) is None
    known = {"Adam": invite(trunk, "%2A666-501-500-500", KNOWN["Adam"])}
    out = invited(carrier, 5)
    assert out
    carrier.reply(out, 486, "Busy Here")
    assert out.first_line.startswith("INVITE sip:+48501500500@")
    assert MAIN in out.headers("P-Asserted-Identity")[0]
    assert finals(trunk, known)["Adam"].status == 486
    assert [record.caller for record in records(lab, began, 1)] == [ADAM]


def test_an_emergency_call_goes_out_by_a_user_without_rights(
    trunk: Peer, carrier: Peer, began: float
) -> None:
    for number in ("112", "*666112", "tel:112;phone-context=handset.example"):
        calls = {
            "Ewa": invite(trunk, number, [f"P-Asserted-Identity: <tel:{EWA}>", "Privacy: id"], "anonymous")
        }
        out = invited(carrier, 5)
        assert out, number
        carrier.reply(out, 486, "Busy Here")
        assert out.first_line.startswith("INVITE sip:112@")
        assert EWA in out.headers("P-Asserted-Identity")[0]
        assert not out.headers("Privacy")
        assert finals(trunk, calls)["Ewa"].status == 486
        carrier.forget()


def test_whom_a_trunk_has_called_it_is_not_told(trunk: Peer, carrier: Peer, began: float) -> None:
    call = invite(trunk, "tel:+48-22-300-30-03", [], "+48-608-100-001")
    rung = invited(carrier, 5)
    assert rung
    assert STRANGER in rung.headers("From")[0]
    assert not rung.headers("P-Asserted-Identity"), "nobody has asserted that number"
    carrier.reply(rung, 180, "Ringing", (f"P-Asserted-Identity: <sip:{EWA}@c>",))
    ringing = trunk.next(5)
    carrier.reply(rung, 200, "OK", (f"P-Asserted-Identity: <sip:{EWA}@c>",), sdp(carrier))
    answer = finals(trunk, {"call": call})["call"]
    assert ringing
    assert (ringing.status, answer.status) == (180, 200)
    assert [reply.headers("P-Asserted-Identity") for reply in (ringing, answer)] == [[], []]
    hang_up(call, answer)
