"""Calls that users dial at their phones, and calls to their own numbers."""

from edge import Asked, Peers, ask

from stories.hostile import SPOOFED
from stories.people import ADAM, BEATA, FOREIGN, ZOFIA


def pai(user: str) -> str:
    """What the network asserts."""
    return f"P-Asserted-Identity: <sip:{user}@carrier>"


DIALLED = {
    "ad hoc": (ADAM, "*666601500500", ()),
    "ad hoc, escaped": (ADAM, "%2a666601500500", ()),
    "ad hoc, with separators": (ADAM, "*666%2B48-601-500-500", ()),
    "ad hoc by tel": (ADAM, "tel:*666601500500;phone-context=+48", ()),
    "ad hoc abroad": (ADAM, "*6660049301234567", ()),
    "just dialled": (ADAM, "0601500500", ()),
    "emergency": (BEATA, "*666112", ()),
    "emergency without prefix": (BEATA, "112", ()),
    "emergency anywhere": (BEATA, "tel:112;phone-context=handset.example", ()),
    "without the right": (BEATA, "*666601500500", ()),
    "of two tenants": (ZOFIA, "*666601500500", ()),
    "of two tenants, just dialled": (ZOFIA, "601500500", ()),
    "a stranger": (FOREIGN, "*666601500500", ()),
    "nobody": ("anonymous", "*666601500500", ()),
    "withheld": ("anonymous", "*666601500500", (pai(ADAM), "Privacy: id")),
    "network knows better": (ADAM, "*666601500500", (pai(FOREIGN),)),
    "network knows nobody": (ADAM, "*666601500500", (pai("alice"),)),
    "network says nothing": (ADAM, "*666601500500", ("X-WCO-Caller: nobody",)),
    "a stranger's emergency": (FOREIGN, "*666112", ()),
    "main number": (ADAM, "+48221002001", ()),
    "diverted": (ADAM, "*666601500500", (pai(ADAM), "Diversion: <sip:+48225550000@carrier>")),
}
NOT_DIALLED = {
    "just dialled without the right": (BEATA, "601500500", ()),
    "just dialled by a stranger": (FOREIGN, "601500500", ()),
    "emergency of a stranger": (FOREIGN, "112", ()),
    "just dialled, network says nothing": (ADAM, "601500500", ("X-WCO-Caller: nobody",)),
    "emergency, network says nothing": (BEATA, "112", ("X-WCO-Caller: nobody",)),
    "prefix escaped twice": (ADAM, "%252a666601500500", ()),
    "no user": (ADAM, "sip:127.0.0.1", ()),
    "not a subscriber": (ADAM, "urn:service:sos", ()),
    "prefix alone": (ADAM, "*666", ()),
    "letters": (ADAM, "*666abc", ()),
    "quote": (ADAM, "*666601500500'--", ()),
    "prefix twice": (ADAM, "*666*666601500500", ()),
    "asked as we ask": (ADAM, "ad_hoc-+48601500500", ()),
    "unknown to the network": (ADAM, "601500500", (pai("unknown"),)),
}


def dialled(at: Peers) -> dict[str, Asked]:
    """Calls that users dial, handed over by the trunk, which asserts From if the story does not say something else."""
    calls = DIALLED | NOT_DIALLED
    return {
        name: ask(at, number, caller, (*(extra or (pai(caller),)), *SPOOFED))
        for name, (caller, number, extra) in calls.items()
    }


def direct(at: Peers) -> dict[str, Asked]:
    back = ("Diversion: <sip:+48221002000@carrier>",)
    elsewhere = ("Diversion: <sip:+48225550000@carrier>",)
    return {
        "call": ask(at, "600200002"),
        "forwarded to it": ask(at, "600200002", extra=elsewhere),
        "come back": ask(at, "600200002", extra=back),
    }
