"""The way within a call: no called phone, no Route and no other trunk says where a media node sends or who may speak."""

import re
from base64 import b64encode
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from tests.attacks.conftest import EWA, MENU
from tests.attacks.torture import sdp
from tests.standalone import Lab
from tests.tools.audio import Talk, final, invited, place, talk
from tests.tools.peers import Dialog, Peer
from wcoctl.lab.play.sip_message import SipMessage

pytestmark = pytest.mark.lab

NODE_PORT = 5080


@pytest.fixture
def menu(trunk: Peer) -> Iterator[Talk]:
    """A call of the second trunk that was answered."""
    menu = talk(trunk, MENU, sdp(trunk.address))
    yield menu
    menu.ask("BYE", 90)


def _is_known(stranger: Peer, lab: Lab) -> bool:
    """Whether the node's own port answers the stranger."""
    edge, stranger.edge = stranger.edge, (lab.edge, NODE_PORT)
    stranger.send(Dialog(f"sip:{lab.edge}", stranger).request("OPTIONS"))
    stranger.edge = edge
    return stranger.next(1) is not None


@pytest.mark.parametrize("way", ["appended", "replaced", "left out", "in a name"])
def test_a_called_phone_does_not_lead_the_node_past_the_edge(
    lab: Lab, trunk: Peer, carrier: Peer, stranger: Peer, way: str
) -> None:
    call = place(trunk, EWA, sdp(trunk.address))
    rung = invited(carrier, 8)
    assert rung
    theirs = f"Record-Route: <sip:{stranger.address}:{stranger.port};lr>"
    ours = rung.headers("Record-Route")
    forged = {"appended": theirs, "in a name": f'Record-Route: "{ours[0]}," {theirs[14:]}'}
    if way in ("replaced", "left out", "in a name"):
        kept = [line for line in rung.text.split("\r\n") if not line.startswith("Record-Route")]
        rung = SipMessage("\r\n".join(kept))
    extra = (theirs,) if way == "replaced" else tuple(filter(None, [forged.get(way)]))
    contact = f"<sip:x@{stranger.address}:{stranger.port}>" if way == "left out" else ""
    carrier.reply(rung, 200, "OK", extra=extra, body=sdp(carrier.address), contact=contact)
    rings = Talk(call, final(trunk))
    trunk.send(rings.request("ACK", 1))
    acknowledged = carrier.next(4)
    assert acknowledged
    assert acknowledged.first_line.startswith("ACK"), "the call goes on, by the edge"
    assert stranger.next(0.5) is None
    assert not _is_known(stranger, lab)
    rings.end()
    ended = carrier.next(4)
    assert ended
    assert ended.first_line.startswith("BYE")
    carrier.reply(ended, 200, "OK")
    assert stranger.next(0.5) is None


def _written_over(uri: str, wanted: str) -> str:
    """Return what has the uac module write another URI over this one: XOR, in base64 whose padding is `-`."""
    pairs = zip_longest(uri.encode(), wanted.encode(), fillvalue=0)
    return b64encode(bytes(one ^ other for one, other in pairs)).decode().replace("=", "-")


def test_parameters_of_a_route_write_no_headers(menu: Talk) -> None:
    """Of the two, `vst` is the one that the uac module's defaults would believe in this direction."""
    request = SipMessage(menu.request("OPTIONS", 30))
    (uri,) = re.findall(r"<([^>]+)>", request.headers("To")[0])
    evil = _written_over(uri, "sip:x@192.0.2.1>;tag=of-no-call,<sip:x@192.0.2.1")
    (ours,) = menu.routes
    assert menu.ask("OPTIONS", 30, routes=(re.sub(r">$", f";vst={evil}>", ours),)) == 200


def test_parameters_of_a_route_write_no_lines_of_the_log(lab: Lab, menu: Talk) -> None:
    (ours,) = menu.routes
    for cseq, name in enumerate(("vsf", "vst"), 30):
        assert menu.ask("OPTIONS", cseq, routes=(re.sub(r">$", f";{name}=odd*text>", ours),)) == 200
    journal = lab.inside.run(
        lab.edge, "journalctl", "-u", "kamailio", "--since", "-10s", "-o", "cat"
    ).decode()
    assert "odd*text" not in journal


def test_the_other_trunk_has_no_part_in_a_call(carrier: Peer, menu: Talk) -> None:
    """Even one that knows all that was said."""
    for cseq, method in enumerate(("OPTIONS", "INFO", "UPDATE", "BYE"), 40):
        assert menu.ask(method, cseq, by=carrier) == 481, method
    assert menu.ask("INVITE", 50, sdp(carrier.address), by=carrier) == 481
    assert menu.ask("OPTIONS", 60) == 200


def test_only_its_caller_gives_a_call_up(trunk: Peer, carrier: Peer) -> None:
    call = place(trunk, EWA, sdp(trunk.address))
    rung = invited(carrier, 8)
    assert rung
    carrier.reply(rung, 180, "Ringing")
    carrier.send(call.request("CANCEL"))
    refused = carrier.next(4)
    assert refused
    assert refused.status == 481
    assert carrier.next(1) is None, "the phone goes on ringing"
    trunk.send(call.request("CANCEL"))
    stopped = carrier.next(4)
    assert stopped
    assert stopped.first_line.startswith("CANCEL")
    carrier.reply(stopped, 200, "OK")
    carrier.reply(rung, 487, "Request Terminated")
