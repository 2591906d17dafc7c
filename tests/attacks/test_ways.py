"""The way within a call: no called phone, no Route and no other trunk says where a media node sends or who may speak."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.attacks.test_dialogs import EWA, MENU, final
from tests.attacks.torture import sdp
from tests.standalone import Lab
from tests.tools.audio import invited
from tests.tools.peers import Call, Message, Peer

pytestmark = pytest.mark.lab

NODE_PORT = 5080


@dataclass
class Talk:
    """A call of the second trunk that was answered."""

    call: Call
    to_tag: str
    routes: tuple[str, ...]

    def ask(self, peer: Peer, cseq: int, method: str, routes: tuple[str, ...] = (), body: str = "") -> int:
        """Send a request of this dialog from any peer; the answer's status, 0 without one."""
        text = self.call.request(method, cseq, self.to_tag, routes or self.routes, body)
        me = f"{self.call.sender.address}:{self.call.sender.port}"
        peer.send(text.replace(f"UDP {me}", f"UDP {peer.address}:{peer.port}"))
        reply = final(peer, 5)
        return reply.status if reply else 0


def _talk(call: Call, answer: Message | None) -> Talk:
    """Acknowledge an answer."""
    assert answer
    assert answer.status == 200
    call.uri = answer.headers("Contact")[0].partition("<")[2].partition(">")[0]
    talk = Talk(call, answer.headers("To")[0].partition(";tag=")[2], tuple(answer.headers("Record-Route")))
    call.sender.send(call.request("ACK", to_tag=talk.to_tag, routes=talk.routes))
    return talk


@pytest.fixture
def talk(trunk: Peer) -> Iterator[Talk]:
    call = Call(f"sip:{MENU}@{trunk.edge[0]}", trunk)
    trunk.send(call.request("INVITE", body=sdp(trunk.address)))
    talk = _talk(call, final(trunk))
    yield talk
    talk.ask(trunk, 90, "BYE")


def _is_known(stranger: Peer, lab: Lab) -> bool:
    """Whether the node's own port answers the stranger."""
    edge, stranger.edge = stranger.edge, (lab.edge, NODE_PORT)
    stranger.send(Call(f"sip:{lab.edge}", stranger).request("OPTIONS"))
    stranger.edge = edge
    return stranger.next(1) is not None


@pytest.mark.parametrize("way", ["appended", "replaced", "left out", "in a name"])
def test_a_called_phone_does_not_lead_the_node_past_the_edge(
    lab: Lab, trunk: Peer, carrier: Peer, stranger: Peer, way: str
) -> None:
    call = Call(f"sip:{EWA}@{trunk.edge[0]}", trunk)
    trunk.send(call.request("INVITE", body=sdp(trunk.address)))
    rung = invited(carrier, 8)
    assert rung
    theirs = f"Record-Route: <sip:{stranger.address}:{stranger.port};lr>"
    ours = rung.headers("Record-Route")
    forged = {"appended": theirs, "in a name": f'Record-Route: "{ours[0]}," {theirs[14:]}'}
    if way in ("replaced", "left out", "in a name"):
        kept = [line for line in rung.text.split("\r\n") if not line.startswith("Record-Route")]
        rung = Message("\r\n".join(kept))
    extra = (theirs,) if way == "replaced" else tuple(filter(None, [forged.get(way)]))
    contact = f"<sip:x@{stranger.address}:{stranger.port}>" if way == "left out" else ""
    carrier.reply(rung, 200, "OK", extra=extra, body=sdp(carrier.address), contact=contact)
    talk = _talk(call, final(trunk))
    acknowledged = carrier.next(4)
    assert acknowledged
    assert acknowledged.first.startswith("ACK"), "the call goes on, by the edge"
    assert stranger.next(0.5) is None
    assert not _is_known(stranger, lab)
    trunk.send(call.request("BYE", 3, talk.to_tag, talk.routes))
    ended = carrier.next(4)
    assert ended
    assert ended.first.startswith("BYE")
    carrier.reply(ended, 200, "OK")
    assert stranger.next(0.5) is None


def test_parameters_of_a_route_write_neither_headers_nor_the_log(lab: Lab, trunk: Peer, talk: Talk) -> None:
    (ours,) = talk.routes
    for name in ("vsf", "vst"):
        odd = (re.sub(r">$", f";{name}=AAAAPjtkZm9vDQpiYXI->", ours),)
        assert talk.ask(trunk, {"vsf": 30, "vst": 31}[name], "OPTIONS", odd) == 200
    journal = lab.inside.run(
        lab.edge, "journalctl", "-u", "kamailio", "--since", "-10s", "-o", "cat"
    ).decode()
    assert "uac" not in journal


def test_the_other_trunk_has_no_part_in_a_call(trunk: Peer, carrier: Peer, talk: Talk) -> None:
    """Even one that knows all that was said."""
    for cseq, method in enumerate(("OPTIONS", "INFO", "UPDATE", "BYE"), 40):
        assert talk.ask(carrier, cseq, method) == 481, method
    assert talk.ask(carrier, 50, "INVITE", body=sdp(carrier.address)) == 481
    assert talk.ask(trunk, 60, "OPTIONS") == 200


def test_only_its_caller_gives_a_call_up(trunk: Peer, carrier: Peer) -> None:
    call = Call(f"sip:{EWA}@{trunk.edge[0]}", trunk)
    trunk.send(call.request("INVITE", body=sdp(trunk.address)))
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
    assert stopped.first.startswith("CANCEL")
    carrier.reply(stopped, 200, "OK")
    carrier.reply(rung, 487, "Request Terminated")


def test_a_line_of_sdp_that_only_some_see_is_seen_by_nobody(trunk: Peer, stranger: Peer) -> None:
    body = sdp(trunk.address).replace("\r\nt=", f"\r\ni=x\rc=IN IP4 {stranger.address}\r\nt=", 1)
    call = Call(f"sip:{MENU}@{trunk.edge[0]}", trunk)
    trunk.send(call.request("INVITE", body=body))
    talk = _talk(call, final(trunk))
    assert talk.ask(trunk, 2, "BYE") == 200
