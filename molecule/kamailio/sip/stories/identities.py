"""Who calls: what trunks assert, and what they only show."""

from typing import Any

from edge import Peers, ask, expect

from stories.people import ACME, ADAM, FOREIGN
from tests.tools.peers import Dialog

ASSERTED = {
    "national": ["<sip:600100200@c>"],
    "with 00": ["<sip:0048600100200@c>"],
    "sips": ["<sips:+48600100200@c>"],
    "tel": ["<tel:+48600100200>"],
    "tel, not in brackets": ["tel:+48600100200"],
    "tel with separators": ["<tel:+48-600.100(200)>"],
    "separators": ["<sip:+48-600-100-200@c;user=phone>"],
    "escaped": ["<sip:%2B4860010020%30@c>"],
    "with parameters": ["<sip:+48600100200;npdi;rn=+4850:secret@c>"],
    "in our country": ["<tel:600100200;phone-context=+48>"],
    "second value": ["<sip:alice@c>, <tel:+48600100200>"],
    "second header": ['"A, <sip:+48225550000@c>" <sip:alice@c>', "<tel:+48600100200>"],
    "two numbers": ["<sip:+48600100200@c>, <tel:+48225550000>"],
    "folded": ["<sip:alice@c>,\r\n\t<sip:+48600100200@c>"],
}
"""Values of P-Asserted-Identity that say +48600100200."""
NOBODY = {
    "name": ["<sip:alice@c>"],
    "anonymous": ["<sip:anonymous@anonymous.invalid>"],
    "no user": ["<sip:c>"],
    "empty user": ["<sip:@c>"],
    "empty": [""],
    "no URI": ["<>"],
    "not closed": ['"A <sip:+48600100200@c>'],
    "letters around": ["<sip:x+48600100200x@c>"],
    "plus": ["<sip:+@c>"],
    "zero": ["<sip:0@c>"],
    "short": ["<sip:112@c>"],
    "too long": ["<sip:+4860010020012345@c>"],
    "NUL": ["<sip:+48600100200%00@c>"],
    "separators first": ["<sip:+-48600100200@c>"],
    "escaped twice": ["<sip:%252B48600100200@c>"],
    "of another country": ["<tel:600100200;phone-context=+49>"],
    "of somebody's exchange": ["<sip:600100200;phone-context=pbx.example@c>"],
    "other scheme": ["<urn:service:sos>", "<mailto:+48600100200@c>"],
    "garbage": [";;,,<"],
}
SHOWN = {
    "number": "<sip:+48600100200@c>",
    "not in brackets": "sip:600100200@c",
    "tel": '"A" <tel:+48-600-100-200>',
    "escaped": "<sip:%2B48600100200@c>",
}
NOT_SHOWN = {
    "no user": "<sip:host>",
    "anonymous": '"Anonymous" <sip:anonymous@anonymous.invalid>',
    "zero": "<sip:0@c>",
    "letters around": "<sip:x+48600100200x@c>",
    "injected": "<sip:60010%0d%0aX-WCO-Tenant:evil@c>",
}
CLAIMED = (
    "X-WCO-Caller: +48600200001;source=pai",
    "x-wco-caller\t: +48600200001;source=pai",
    "X-WCO-Caller:\r\n +48600200001;source=pai",
    "P-Preferred-Identity: <sip:+48600200001@c>",
    "Remote-Party-ID: <sip:+48600200001@c>;party=calling",
    "Subject: x\r\n X-WCO-Caller: +48600200001;source=pai",
)
COUNTRIES = {
    "dear": {
        "030123456": "+4930123456",
        "030123456789": "+4930123456789",
        "4930123456": "+4930123456",
        "0048600100200": "+48600100200",
        "+48600100200": "+48600100200",
        "030123456;phone-context=+49": "+4930123456",
        "030123456;phone-context=+48": "none",
        "00": "none",
        "000000000000": "none",
        "03012345678901234": "none",
        "110": "none",
    },
    "abroad": {
        "2125550123": "+12125550123",
        "12125550123": "+12125550123",
        "01148600100200": "+48600100200",
        "48600100200": "+48600100200",
        "0048600100200": "none",
        "02125550123": "none",
        "5550123": "none",
        "2125550123'": "none",
    },
    "south": {
        "0612345678": "+390612345678",
        "3331234567": "+393331234567",
        "0048600100200": "+48600100200",
        "113": "none",
    },
}
"""Trunks of other countries: how each writes numbers, and which they are."""
PRIVATE = ["id", "ID", "session;id", "user, critical", "header"]
NOT_PRIVATE = ["none", ""]


def asserted(at: Peers) -> list[dict[str, str | None]]:
    """What comes of what a trunk asserts, From being somebody else's number."""
    return [
        {
            name: ask(at, ACME, ADAM, tuple(f"P-Asserted-Identity: {one}" for one in values))["invite"]
            for name, values in forms.items()
        }
        for forms in (ASSERTED, NOBODY)
    ]


def shown(at: Peers) -> list[dict[str, str | None]]:
    return [
        {name: ask(at, ACME, shown=form, extra=CLAIMED)["invite"] for name, form in forms.items()}
        for forms in (SHOWN, NOT_SHOWN)
    ]


def believed(at: Peers) -> dict[str, list[str | None]]:
    """The same callers by trunks that identify in other ways."""
    pai = (f"P-Asserted-Identity: <sip:{FOREIGN}@c>",)
    nobody = ("P-Asserted-Identity: <sip:alice@c>",)
    return {
        name: [ask(at, ACME, ADAM, extra, sender)["invite"] for extra in (pai, nobody, ())]
        for name, sender in (("screened", at.cheap), ("unscreened", at.dear))
    }


def countries(at: Peers) -> dict[str, Any]:
    """Calls by trunks of other countries: who calls, beside who it should be, and which nodes get calls to a number of ours."""
    callers = [
        (number, ask(at, ACME, caller, sender=getattr(at, name))["invite"])
        for name, forms in COUNTRIES.items()
        for caller, number in forms.items()
    ]
    ours = (at.dear, "0048221002000"), (at.abroad, "01148221002000"), (at.dear, "0221002000")
    return {"callers": callers, "called": [ask(at, number, sender=peer)["node"] for peer, number in ours]}


def private(at: Peers) -> list[dict[str, str | None]]:
    return [
        {asks: ask(at, ACME, extra=(f"Privacy: {asks}",))["invite"] for asks in forms}
        for forms in (PRIVATE, NOT_PRIVATE)
    ]


def answered(at: Peers) -> list[str]:
    """What the trunk is told of who answers."""
    call = Dialog(f"sip:{ACME}@127.0.0.1", at.trunk)
    at.trunk.send(call.request("INVITE"))
    invite = expect(at.node1)
    told = []
    for status in (180, 486):
        at.node1.reply(invite, status, "Test", ("P-Asserted-Identity: <sip:s@127.0.0.1>",))
        told.append(expect(at.trunk).text)
    at.trunk.send(call.request("ACK"))
    return told
