"""What the operator's network saw of a call: the caller's side, and each phone that was rung."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from wcoctl.lab.heard import assemble, tone_seconds
from wcoctl.lab.media import Endpoint
from wcoctl.lab.messages import Message
from wcoctl.lab.rtp import RATE, Samples
from wcoctl.lab.story import Call

__all__ = ["CallSeen", "LegSeen", "call_seen", "legs_seen"]

_BUSY = frozenset({486, 600, 603})
_SLACK = 0.1
"""Seconds by which two SIPp processes may disagree about the time."""


@dataclass(frozen=True)
class LegSeen:
    """One ringing of one phone; times are seconds since the call's INVITE, None for never."""

    phone: str
    number: str
    caller: str
    """The From header that the phone was shown."""
    rang: float
    answered: float | None
    ended: float | None
    result: str
    """answered, busy, failed or cancelled."""
    hung_up: bool
    """The phone ended the conversation."""
    hears_caller: float = 0.0
    """Seconds for which the caller's tone reached the phone."""
    heard_by_caller: float = 0.0
    """Seconds for which the phone's tone reached the caller."""


@dataclass
class CallSeen:
    """One call from the caller's side; times are seconds since its INVITE, None for never."""

    call: Call
    started: float
    """Seconds since the epoch."""
    status: int = 0
    """Final answer, 0 for none."""
    ringing: float | None = None
    answered: float | None = None
    ended: float | None = None
    hung_up: bool = False
    """The caller ended the call."""
    pressed: list[tuple[float, str]] = field(default_factory=list)
    audio: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    legs: list[LegSeen] = field(default_factory=list)
    trouble: str = ""
    """What SIPp complained about."""


def call_seen(call: Call, messages: Sequence[Message], end: Endpoint, trouble: str) -> CallSeen:
    """Read a call from the messages and the audio of its caller."""
    if not messages:
        return CallSeen(call, 0.0, trouble=trouble or "the INVITE was not sent")
    start = messages[0].time
    seen = CallSeen(call, start, trouble=trouble)
    for message in messages:
        at = message.time - start
        if message.method == "INVITE" and not message.sent:
            if 180 <= message.status < 200:
                seen.ringing = at if seen.ringing is None else seen.ringing
            elif message.status >= 200 and not seen.status:
                seen.status = message.status
                seen.answered, seen.ended = (at, None) if message.status < 300 else (None, at)
        elif message.first_line.startswith(("BYE ", "CANCEL ")) and seen.ended is None:
            seen.ended, seen.hung_up = at, message.sent
    seen.hung_up = seen.hung_up or seen.status == 487
    seen.pressed = [(time - start, digits) for time, digits in end.pressed]
    seen.audio = assemble(end.packets, start)
    return seen


def legs_seen(
    messages: Sequence[Message],
    phones: dict[str, tuple[str, Endpoint]],
    seen: list[CallSeen],
    ends: list[Endpoint],
) -> None:
    """Add to each call the phones that rang for it; `phones` names them by number."""
    by_call: dict[str, list[Message]] = {}
    for message in messages:
        by_call.setdefault(message.header("Call-ID"), []).append(message)
    for dialogue in by_call.values():
        number = _called(dialogue[0])
        if number not in phones:
            continue
        owner = _owner(dialogue[0], seen)
        if owner is None:
            continue
        label, end = phones[number]
        leg = _leg(label, number, dialogue, seen[owner].started)
        seen[owner].legs.append(_with_audio(leg, seen[owner], end, ends[owner].hertz))


def _called(message: Message) -> str:
    """Return the called number of an INVITE, '' for any other message."""
    if not message.first_line.startswith("INVITE "):
        return ""
    user = message.first_line.split()[1].partition(":")[2].partition("@")[0].partition(";")[0]
    return "+" + user.removeprefix("+")


def _owner(invite: Message, seen: Sequence[CallSeen]) -> int | None:
    """Return which call a phone rings for: the one of the caller it shows, else the last one begun."""
    begun = [n for n, call in enumerate(seen) if 0 < call.started <= invite.time + _SLACK]
    shown = [n for n in begun if seen[n].call.caller.removeprefix("+") in invite.header("From")]
    return max(shown or begun, key=lambda n: seen[n].started, default=None)


def _leg(label: str, number: str, dialogue: Sequence[Message], start: float) -> LegSeen:
    answered = ended = None
    result, hung_up = "cancelled", False
    for message in dialogue:
        at = message.time - start
        if message.method == "INVITE" and message.sent and message.status >= 200:
            if message.status < 300:
                answered, result = answered or at, "answered"
            elif message.status != 487:
                result = "busy" if message.status in _BUSY else "failed"
            ended = at if message.status >= 300 else ended
        elif message.first_line.startswith("BYE ") and ended is None:
            ended, hung_up = at, message.sent
    rang = dialogue[0].time - start
    return LegSeen(label, number, dialogue[0].header("From"), rang, answered, ended, result, hung_up)


def _with_audio(leg: LegSeen, call: CallSeen, end: Endpoint, caller_hertz: int) -> LegSeen:
    """Measure in how far caller and phone heard each other."""
    if leg.answered is None:
        return leg
    until = leg.ended if leg.ended is not None else float("inf")
    at_phone = [packet for packet in end.packets if leg.answered <= packet.arrived - call.started <= until]
    at_caller = call.audio[round(leg.answered * RATE) : round(min(until, 3600) * RATE)]
    return LegSeen(
        *(leg.phone, leg.number, leg.caller, leg.rang, leg.answered, leg.ended, leg.result, leg.hung_up),
        hears_caller=tone_seconds(assemble(at_phone, call.started + leg.answered), caller_hertz),
        heard_by_caller=tone_seconds(at_caller, end.hertz),
    )
