"""Calls that users dial at their phones, and calls to their own numbers."""

from typing import Any

from edge import Peers, ask

from stories.hostile import SPOOFED
from stories.people import ADAM, BEATA, FOREIGN, ZOFIA

DIALLED = {
    "ad hoc": (ADAM, "*666601500500", ()),
    "ad hoc abroad": (ADAM, "*6660049301234567", ()),
    "just dialled": (ADAM, "0601500500", ()),
    "emergency": (BEATA, "*666112", ()),
    "without the right": (BEATA, "*666601500500", ()),
    "of two tenants": (ZOFIA, "*666601500500", ()),
    "of two tenants, just dialled": (ZOFIA, "601500500", ()),
    "a stranger": (FOREIGN, "*666601500500", ()),
    "nobody": ("anonymous", "*666601500500", ()),
    "withheld": ("anonymous", "*666601500500", (f"P-Asserted-Identity: <sip:{ADAM}@carrier>", "Privacy: id")),
    "network knows better": (ADAM, "*666601500500", (f"P-Asserted-Identity: <sip:{FOREIGN}@carrier>",)),
    "main number": (ADAM, "+48221002001", ()),
    "diverted": (ADAM, "*666601500500", ("Diversion: <sip:+48225550000@carrier>",)),
}
NOT_DIALLED = {
    "just dialled without the right": (BEATA, "601500500", ()),
    "just dialled by a stranger": (FOREIGN, "601500500", ()),
    "emergency without prefix": (FOREIGN, "112", ()),
    "prefix alone": (ADAM, "*666", ()),
    "letters": (ADAM, "*666abc", ()),
    "quote": (ADAM, "*666601500500'--", ()),
    "prefix twice": (ADAM, "*666*666601500500", ()),
    "asked as we ask": (ADAM, "ad_hoc-+48601500500", ()),
    "unknown to the network": (ADAM, "601500500", ("P-Asserted-Identity: <sip:unknown@carrier>",)),
}


def dialled(at: Peers) -> dict[str, Any]:
    """Calls that users dial, handed over by the trunk."""
    calls = DIALLED | NOT_DIALLED
    return {
        name: ask(at, number, caller, (*extra, *SPOOFED)) for name, (caller, number, extra) in calls.items()
    }


def direct(at: Peers) -> dict[str, Any]:
    back = ("Diversion: <sip:+48221002000@carrier>",)
    elsewhere = ("Diversion: <sip:+48225550000@carrier>",)
    return {
        "call": ask(at, "600200002"),
        "forwarded to it": ask(at, "600200002", extra=elsewhere),
        "come back": ask(at, "600200002", extra=back),
    }
