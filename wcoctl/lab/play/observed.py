"""What the operator's network saw of a story: each caller's side, and each phone that was rung."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from wcoctl.lab.audio.heard import assemble
from wcoctl.lab.audio.media import Endpoint
from wcoctl.lab.audio.rtp import RATE, Samples
from wcoctl.lab.audio.voices import tone_seconds, voices
from wcoctl.lab.play.legs import ObservedLeg, Rung, while_holding
from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.story.names import is_named
from wcoctl.lab.story.stories import Call

__all__ = ["ObservedCall", "ObservedStory", "observed_call", "observed_story"]

_SLACK = 0.1
"""Seconds by which two SIPp processes may disagree about the time."""
_LONGEST = 3600


@dataclass
class ObservedCall:
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
    legs: list[ObservedLeg] = field(default_factory=list)
    talks: list[str] = field(default_factory=list)
    """Numbers of the phones that the caller heard talking, in their order."""
    hertz: int = 0
    """The caller's own tone."""
    while_holding: int = 0
    """Packets of audio that came while the caller held the call."""
    trouble: str = ""
    """What SIPp complained about."""


@dataclass
class ObservedStory:
    """All calls of a story, and the phones that were rung while no caller was there."""

    calls: list[ObservedCall]
    alone: list[ObservedLeg] = field(default_factory=list)
    """Times are seconds since the story's first INVITE."""


def observed_call(call: Call, messages: Sequence[SipMessage], end: Endpoint, trouble: str) -> ObservedCall:
    """Return the call as its caller saw it, without the phones that rang."""
    if not messages:
        return ObservedCall(call, 0.0, trouble=trouble or "the INVITE was not sent")
    start = messages[0].time
    seen = ObservedCall(call, start, hertz=end.hertz, trouble=trouble)
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
    seen.pressed = [(time - start, keys) for time, keys in end.pressed]
    seen.audio = assemble(end.packets, start)
    until = float("inf") if seen.ended is None else start + seen.ended
    seen.while_holding = while_holding(messages, end.packets, until)
    return seen


def observed_story(
    calls: list[ObservedCall],
    ends: Sequence[Endpoint],
    rung: Sequence[Rung],
    numbers: Mapping[str, str],
) -> ObservedStory:
    """Give each call the phones that rang for it; `ends` are the callers', `numbers` those of the users."""
    seen = ObservedStory(calls)
    began = min((call.started for call in calls if call.started), default=0.0)
    tones = {one.end.hertz: one.number for one in rung}
    for one in rung:
        owner = _owner(one, calls, numbers)
        if owner is None:
            seen.alone.append(one.leg(began))
            continue
        call = calls[owner]
        leg = one.leg(call.started)
        leg.hears_caller = tone_seconds(leg.audio, ends[owner].hertz)
        leg.heard_by_caller = tone_seconds(_during(call, leg), one.end.hertz)
        call.legs.append(leg)
    for call in calls:
        call.talks = [tones[hertz] for hertz, _ in voices(call.audio, list(tones))]
    return seen


def _during(call: ObservedCall, leg: ObservedLeg) -> Samples:
    """Return what the caller heard while a phone talked."""
    if leg.answered is None:
        return call.audio[:0]
    until = leg.ended if leg.ended is not None else _LONGEST
    return call.audio[round(leg.answered * RATE) : round(until * RATE)]


def _owner(rung: Rung, calls: Sequence[ObservedCall], numbers: Mapping[str, str]) -> int | None:
    """Return for which of the calls that go on a phone rings: the one whose caller it is shown, else one that expects it."""
    time = rung.messages[0].time
    going_on = [n for n, call in enumerate(calls) if _goes_on(call, time)]
    shown = [n for n in going_on if calls[n].call.caller == rung.presented]
    awaited = [n for n in going_on if _awaits(calls[n], rung.number, numbers)]
    return max(shown or awaited or going_on, key=lambda n: calls[n].started, default=None)


def _goes_on(call: ObservedCall, time: float) -> bool:
    until = float("inf") if call.ended is None else call.started + call.ended + _SLACK
    return 0 < call.started <= time + _SLACK and time <= until


def _awaits(call: ObservedCall, number: str, numbers: Mapping[str, str]) -> bool:
    named = [
        one.partition(":")[0]
        for item in call.call.expect.rang or []
        for one in (item if isinstance(item, list) else [item])
    ]
    return any(is_named(number, name, numbers) for name in named)
