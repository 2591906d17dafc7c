"""What the trunk says about audio."""

from typing import Any

from edge import Peers, refused

from tests.tools.peers import Dialog

_OFFERS = {
    "own": ("x", "IN IP4 127.0.0.22"),
    "of_another_trunk": ("x", "IN IP4 127.0.0.23"),
    "nameless": ("", "IN IP4 127.0.0.21"),
    "held": ("x", "IN IP4 0.0.0.0"),
    "foreign": ("x", "IN IP4 192.0.2.1"),
    "named": ("x", "IN IP4 media.example.com"),
    "v6": ("x", "IN IP6 2001:db8::1"),
}


def offers(at: Peers) -> dict[str, Any]:
    return {what: _offered(at, *offer) for what, offer in _OFFERS.items()}


def _offered(at: Peers, name: str, address: str) -> dict[str, Any]:
    lines = (
        "v=0",
        "o=x 1 1 IN IP4 127.0.0.21",
        f"s={name}",
        "t=0 0",
        "m=audio 4000 RTP/AVP 8",
        f"c={address}",
    )
    call = Dialog("sip:+48221002000@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE", body="".join(f"{line}\r\n" for line in lines)))
    invite = at.node1.next(0.3)
    if invite:
        at.node1.reply(invite, 486, "Busy Here")
        at.node1.next()
    return {"status": refused(call, 0.5), "invite": invite.text if invite else ""}
