"""One ringing of one phone, as the operator's network saw it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from wcoctl.lab.audio.heard import assemble
from wcoctl.lab.audio.media import Endpoint
from wcoctl.lab.audio.rtp import Packet, Samples
from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.names import ANONYMOUS

__all__ = ["ObservedLeg", "Rung", "while_holding"]

_HOLD = re.compile(r"^(a=sendonly|a=inactive|c=IN IP4 0\.0\.0\.0)\r?$", re.MULTILINE)
_HOLD_TAKES = 0.5
"""Seconds after its ACK for which audio may still come."""
_BUSY = frozenset({486, 600, 603})
_COMPLETED_ELSEWHERE = re.compile(r"(?im)^Reason:(.*,)?\s*SIP\s*;\s*cause=200\b")


@dataclass
class ObservedLeg:
    """One ringing of one phone; times are seconds since the call's INVITE, None for never."""

    phone: str
    number: str
    rang: float
    answered: float | None
    ended: float | None
    result: str
    """answered, busy, failed or cancelled."""
    hung_up: bool = False
    """The phone ended the conversation."""
    presented: str = ""
    """The number that the phone was shown, or anonymous."""
    diverted: str | None = None
    """The number that forwards the call (Diversion)."""
    completed_elsewhere: bool = False
    """The CANCEL told that somebody else has taken the call (RFC 3326)."""
    pressed: list[tuple[float, str]] = field(default_factory=list)
    audio: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    """What the phone heard since it answered."""
    hertz: int = 0
    """The phone's own tone."""
    hears_caller: float = 0.0
    """Seconds for which the caller's tone reached the phone."""
    while_holding: int = 0
    """Packets of audio that came while the phone held the call."""
    heard_by_caller: float = 0.0
    """Seconds for which the phone's tone reached the caller."""


@dataclass(frozen=True)
class Rung:
    """A phone's dialogue with the switchboard, and its audio."""

    name: str
    number: str
    end: Endpoint
    messages: Sequence[SipMessage]
    """The INVITE first."""

    @property
    def presented(self) -> str:
        """The number that the phone is shown, or anonymous."""
        invite = self.messages[0]
        hidden = {"id", "user", "header"} & set(re.split(r"[;, ]+", invite.header("Privacy")))
        number = _user(invite.header("P-Asserted-Identity") or invite.header("From"))
        return ANONYMOUS if hidden or not number else number

    def leg(self, start: float) -> ObservedLeg:
        """Return what came of the ringing, in seconds since the start."""
        answered, ended, result, hung_up = _course(self.messages)
        until = float("inf") if ended is None else ended
        heard = [packet for packet in self.end.packets if answered and answered <= packet.arrived <= until]
        return ObservedLeg(
            self.name,
            self.number,
            self.messages[0].time - start,
            None if answered is None else answered - start,
            None if ended is None else ended - start,
            result,
            hung_up,
            self.presented,
            _user(self.messages[0].header("Diversion")),
            any(_COMPLETED_ELSEWHERE.search(one.text) for one in self.messages if one.method == "CANCEL"),
            [(at - start, keys) for at, keys in self.end.pressed if answered and answered <= at <= until],
            assemble(heard, answered or 0.0),
            self.end.hertz,
            while_holding=while_holding(self.messages, self.end.packets, until),
        )


def while_holding(messages: Sequence[SipMessage], packets: Sequence[Packet], until: float) -> int:
    """Return how many packets came to an end after it had put the call on hold, and before the call's end."""
    began = [message.time for message in messages if message.sent and _holds(message)]
    held = [
        message.time
        for message in messages
        if began and message.time > began[0] and message.sent and message.first_line.startswith("ACK ")
    ]
    return sum(held[0] + _HOLD_TAKES <= packet.arrived <= until for packet in packets) if held else 0


def _holds(message: SipMessage) -> bool:
    return message.first_line.startswith("INVITE ") and bool(_HOLD.search(message.text))


def _course(messages: Sequence[SipMessage]) -> tuple[float | None, float | None, str, bool]:
    """Return when the phone answered, when the dialogue ended, what came of it, and whether the phone hung up."""
    answered = ended = None
    result, hung_up = "cancelled", False
    for message in messages:
        if message.method == "INVITE" and message.sent and message.status >= 200:
            if message.status < 300:
                answered, result = answered or message.time, "answered"
            elif message.status != 487:
                result = "busy" if message.status in _BUSY else "failed"
            ended = message.time if message.status >= 300 else ended
        elif message.first_line.startswith("BYE ") and ended is None:
            ended, hung_up = message.time, message.sent
    return answered, ended, result, hung_up


def _user(header: str) -> str | None:
    """Return the number in an address, None when it has none."""
    match = re.search(r"<(?:sips?|tel):(\+?[0-9*#]+)[@;>]", header)
    return match[1] if match else None
