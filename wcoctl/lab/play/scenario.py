"""SIPp scenarios for the phones and for one caller, generated from the stories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import jinja2

from wcoctl.lab.audio.rtp import EVENT, PAYLOAD_TYPES
from wcoctl.lab.story.names import ANONYMOUS, digits
from wcoctl.lab.story.stories import StoryCall, StoryPhone

__all__ = ["CallerLeg", "caller_scenario", "phones_scenario"]

_REFUSALS = {
    "no_answer": "480 Temporarily Unavailable",
    "busy": "486 Busy Here",
    "reject": "603 Decline",
    "unavailable": "480 Temporarily Unavailable",
    "unknown": "404 Not Found",
    "failed": "503 Service Unavailable",
    "incompatible": "488 Not Acceptable Here",
    "redirect": "302 Moved Temporarily",
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
    forwarding: Sequence[str] = ()
    """Headers that tell who has forwarded the call."""


def phones_scenario(phones: Mapping[str, tuple[Sequence[StoryPhone], int]]) -> str:
    """Return the scenario that plays all phones, given by number with behaviours and RTP port.

    Phones that behave alike share a branch, to keep it small.
    """
    branches: dict[str, dict[str, object]] = {}
    lines: list[dict[str, object]] = []
    for number, (behaviours, port) in sorted(phones.items(), key=lambda item: item[0]):
        rings = []
        for behaviour in behaviours:
            kind = _kind(behaviour)
            branch = branches.setdefault(repr(kind), {"id": len(branches) + 1, **kind})
            rings.append({"branch": branch["id"], "formats": _formats(behaviour)})
        lines.append({"id": len(lines) + 1, "number": _pattern(number), "port": port, "rings": rings})
    return _render("phones.xml.j2", phones=lines, branches=list(branches.values()))


def caller_scenario(call: StoryCall, leg: CallerLeg) -> str:
    """Return the scenario of one call."""
    reinvite, hang_up = _moments(call, call.hang_up_after)
    return _render(
        "caller.xml.j2",
        call={
            "uri": _plain(call.uri) if call.uri else _dialled_uri(call.dialled, leg.edge),
            "from_header": _plain(_from_header(call, leg.address)),
            "identity": [_plain(line) for line in (*_identity(call, leg.address), *leg.forwarding)],
            "max_forwards": call.max_forwards,
            "tag": f"{leg.call_id}-caller",
            "branch": f"z9hG4bK-{leg.call_id}",
            "port": leg.port,
            "formats": _formats(call),
            "events": call.events,
            "direction": _direction(call),
            "cancel_ms": round(call.hang_up_after * 1000),
            "reinvite_ms": reinvite,
            "hangup_ms": hang_up,
        },
        refusals=_REFUSED,
    )


def _kind(phone: StoryPhone) -> dict[str, object]:
    """Return what makes a phone's signalling, without what is its own."""
    talk = phone.hang_up_after or 0.0
    reinvite, hang_up = _moments(phone, talk)
    return {
        "early_media": phone.early_media,
        "ringing": phone.ringing,
        "rings": phone.does in ("answer", "no_answer"),
        "after_ms": _FOR_EVER_MS if phone.does == "no_answer" else max(1, round(phone.after * 1000)),
        "refusal": _REFUSALS.get(phone.does),
        "to": phone.to,
        "diverted": phone.diverted,
        "direction": _direction(phone),
        "events": phone.events,
        "reinvite_ms": reinvite,
        "talk_ms": hang_up,
    }


def _moments(end: StoryCall | StoryPhone, talk: float) -> tuple[int, int]:
    """Return when an end sends a re-INVITE, and when after that it hangs up; 0 for never. In milliseconds."""
    reinvite = end.reinvite_after or 0.0
    if talk and reinvite >= talk:
        return 0, round(talk * 1000)
    return round(reinvite * 1000), round((talk - reinvite) * 1000) if talk else 0


def _direction(end: StoryCall | StoryPhone) -> str:
    return end.hold or "sendrecv"


def _formats(end: StoryCall | StoryPhone) -> str:
    """Return the payload types for SDP; those of these codecs are fixed."""
    events = [EVENT] if end.events else []
    return " ".join(str(kind) for kind in [*(PAYLOAD_TYPES[codec] for codec in end.codecs), *events])


def _pattern(number: str) -> str:
    """Return a number as a regular expression for a SIP URI, where the hash is written %23."""
    return digits(number).replace("*", "[*]").replace("#", "%23")


def _dialled_uri(dialled: str, edge: str) -> str:
    return f"sip:{dialled.replace('#', '%23')}@{edge}"


def _from_header(call: StoryCall, address: str) -> str:
    if call.shows:
        return call.shows
    name = '"' + call.name.replace("\\", "\\\\").replace('"', '\\"') + '" ' if call.name else ""
    if call.caller == ANONYMOUS or call.withheld:
        return f"{name}<sip:anonymous@anonymous.invalid>"
    return f"{name}<sip:{call.caller}@{address}>"


def _identity(call: StoryCall, address: str) -> list[str]:
    """Return what an operator's network says about the caller besides From."""
    hidden = call.caller == ANONYMOUS or call.withheld
    known = call.caller != ANONYMOUS and call.asserted
    values = call.asserts or ([f"<sip:{call.caller}@{address}>"] if known else [])
    return [*(f"P-Asserted-Identity: {value}" for value in values), *(["Privacy: id"] if hidden else [])]


def _plain(text: str) -> str:
    """Return text in which SIPp finds neither keywords nor escapes, nor XML an end of CDATA."""
    return "".join(sign if sign.isalnum() or sign in ' <>:@.+"-;' else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


def _render(template: str, **values: object) -> str:
    text = (resources.files("wcoctl.lab.play") / "templates" / template).read_text("utf-8")
    # No HTML: what comes from a story is escaped for SIPp by _plain.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)  # noqa: S701
    return environment.from_string(text).render(**values)
