"""Dialogues of phones and calls, as the network would have seen them."""

import socket
from collections.abc import Sequence

import numpy as np

from wcoctl.lab.audio.media import Endpoint
from wcoctl.lab.audio.rtp import Samples, decode, tone
from wcoctl.lab.play.legs import ObservedLeg, Rung
from wcoctl.lab.play.observed import ObservedCall
from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.stories import Call

__all__ = ["NUMBERS", "called", "leg", "rung", "voice"]

NUMBERS = {"anna": "+48601100201", "bartek": "+48601100202"}


def voice(*hertz: int) -> Samples:
    """Return a second of each tone."""
    return np.concatenate([decode(frame) for one in hertz for frame in tone(one)])


def leg(name: str, result: str = "answered", hertz: int = 400, audio: Samples | None = None) -> ObservedLeg:
    answered = 2.0 if result == "answered" else None
    return ObservedLeg(
        *(name, NUMBERS.get(name, name), 1.0, answered, 9.0, result),
        audio=np.zeros(0, dtype=np.int16) if audio is None else audio,
        hertz=hertz,
    )


def called(
    *, caller: str = "+48600700101", started: float = 1000.0, ended: float = 20.0, **expect: object
) -> ObservedCall:
    call = Call.model_validate({"dialled": "+48221001001", "caller": caller, "expect": expect})
    return ObservedCall(call, started, 200, 0.1, 0.2, ended)


def rung(name: str, at: float, *, hertz: int = 400, headers: Sequence[str] = (), shows: str = "") -> Rung:
    """Return a phone that was rung and has answered after a second."""
    number = NUMBERS.get(name, name)
    sender = f"sip:{shows or 'anonymous'}@10.79.0.11"
    lines = [f"INVITE sip:{number}@10.79.0.1 SIP/2.0", f'From: "x" <{sender}>;tag=1', "CSeq: 1 INVITE"]
    messages = [
        SipMessage(at, False, "\r\n".join([*lines, *headers, "", ""])),
        SipMessage(at + 1, True, "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n"),
        SipMessage(at + 5, False, "BYE sip:phone SIP/2.0\r\nCSeq: 2 BYE\r\n\r\n"),
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        return Rung(name, number, Endpoint(end, hertz), messages)
