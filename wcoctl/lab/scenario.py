"""SIPp scenarios for the phones and for one caller, generated from the stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import jinja2

from wcoctl.lab.story import Call, Phone

__all__ = ["CallerLeg", "caller_scenario", "phones_scenario"]

_REFUSALS = {
    "no_answer": "480 Temporarily Unavailable",
    "busy": "486 Busy Here",
    "reject": "603 Decline",
    "unavailable": "480 Temporarily Unavailable",
    "unknown": "404 Not Found",
    "failed": "503 Service Unavailable",
}
_REFUSED = (
    *(
        400,
        401,
        402,
        403,
        404,
        405,
        406,
        407,
        408,
        410,
        413,
        415,
        416,
        420,
        421,
        423,
        429,
        480,
        481,
        482,
        483,
    ),
    *(484, 485, 486, 487, 488, 491, 493, 500, 501, 502, 503, 504, 505, 513, 580, 600, 603, 604, 606, 607),
)
_FOR_EVER_MS = 300_000


@dataclass(frozen=True)
class CallerLeg:
    """What a caller's scenario needs beside the call: its own address and identifiers."""

    edge: str
    address: str
    call_id: str
    port: int
    """RTP port."""


def phones_scenario(phones: Mapping[str, tuple[Phone, int]]) -> str:
    """Return the scenario that plays all phones, given by number (E.164) with behaviour and RTP port."""
    branches = [
        {
            "digits": number.removeprefix("+"),
            "port": port,
            "early_media": phone.early_media,
            "rings": phone.does in ("answer", "no_answer"),
            "after_ms": _FOR_EVER_MS if phone.does == "no_answer" else max(1, round(phone.after * 1000)),
            "refusal": _REFUSALS.get(phone.does),
            "talk_ms": round((phone.hang_up_after or 0) * 1000),
        }
        for number, (phone, port) in sorted(phones.items(), key=lambda item: item[0])
    ]
    return _render("phones.xml.j2", phones=branches)


def caller_scenario(call: Call, leg: CallerLeg) -> str:
    """Return the scenario of one call."""
    limit = round(call.hang_up_after * 1000)
    return _render(
        "caller.xml.j2",
        call={
            "uri": f"sip:{call.dialled}@{leg.edge}",
            "from_header": _plain(_from_header(call, leg.address)),
            "identity": [_plain(line) for line in _identity(call, leg.address)],
            "tag": f"{leg.call_id}-caller",
            "branch": f"z9hG4bK-{leg.call_id}",
            "port": leg.port,
            "cancel_ms": limit,
            "hangup_ms": limit,
        },
        refusals=_REFUSED,
    )


def _from_header(call: Call, address: str) -> str:
    name = '"' + call.name.replace("\\", "\\\\").replace('"', '\\"') + '" ' if call.name else ""
    if call.caller == "anonymous":
        return f"{name}<sip:anonymous@anonymous.invalid>"
    return f"{name}<sip:{call.caller}@{address}>"


def _identity(call: Call, address: str) -> list[str]:
    """Return what an operator's network says about the caller besides From."""
    if call.caller == "anonymous":
        return ["Privacy: id"]
    return [f"P-Asserted-Identity: <sip:{call.caller}@{address}>"]


def _plain(text: str) -> str:
    """Return text in which SIPp finds neither keywords nor escapes, nor XML an end of CDATA."""
    return "".join(sign if sign.isalnum() or sign in ' <>:@.+"-;' else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


def _render(template: str, **values: object) -> str:
    text = (resources.files("wcoctl.lab") / "sipp" / template).read_text("utf-8")
    # No HTML: what comes from a story is escaped for SIPp by _plain.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)  # noqa: S701
    return environment.from_string(text).render(**values)
