"""What the operator's network says of a call that a phone has forwarded: Diversion (RFC 5806) or History-Info (RFC 7044)."""

import re
from collections.abc import Sequence

from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.stories import Call

__all__ = ["forwarding"]


def forwarding(call: Call, phone: str, invite: SipMessage, address: str) -> Sequence[str]:
    """Return the headers of a call that the phone of this number makes of the INVITE by which it was rung."""
    before = invite.headers("Diversion")
    by_phone = f"Diversion: <sip:{phone}@{address}>;reason=unconditional"
    match call.tells:
        case "diversion":
            return [by_phone, *map("Diversion: {}".format, before)]
        case "phone":
            return [by_phone]
        case "history_info":
            numbers = [*_numbers(before), phone, call.dialled]
            return [f"History-Info: {', '.join(_entries(numbers, address))}"]
        case "nothing":
            return []


def _numbers(diversions: Sequence[str]) -> list[str]:
    """Return who has diverted a call, the first one first."""
    return re.findall(r"<sip:([^@;>]+)", ", ".join(reversed(diversions)))


def _entries(numbers: Sequence[str], address: str) -> list[str]:
    """Return the entries of History-Info: each number but the first one was called since the one before diverts."""
    cause = ["", *[";cause=302"] * (len(numbers) - 1)]
    return [
        f"<sip:{number}@{address}{why}>;index=1{'.1' * depth}"
        for depth, (number, why) in enumerate(zip(numbers, cause, strict=True))
    ]
