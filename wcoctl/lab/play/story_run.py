"""One run of stories: the phones' SIPp, a SIPp per caller, and the audio that follows their messages."""

import socket
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wcoctl.errors import RunFailed
from wcoctl.lab.audio.media import Endpoint
from wcoctl.lab.audio.rtp import PAYLOAD_TYPES
from wcoctl.lab.play.forwarding import forwarding
from wcoctl.lab.play.info import Informer
from wcoctl.lab.play.legs import Rung
from wcoctl.lab.play.observed import ObservedCall, ObservedStory, observed_call, observed_story
from wcoctl.lab.play.scenario import CallerLeg, caller_scenario, phones_scenario
from wcoctl.lab.play.sip_message import SipMessage
from wcoctl.lab.play.sipp import LIMIT_SECONDS, Sipp, free_port
from wcoctl.lab.play.trunk_end import TrunkEnd, called
from wcoctl.lab.story.names import digits
from wcoctl.lab.story.prepared import PreparedStory
from wcoctl.lab.story.stories import StoryCall, StoryPhone

__all__ = ["Line", "StoryCaller", "StoryRun"]

_LOOK = 0.02
"""Seconds between two looks at the message logs; short, as answers start the audio."""
_AFTERMATH = 1.0
"""Seconds for what comes after the last caller has gone."""
_PATIENCE = 10.0
"""Seconds beyond that for the phones' sides to end: what they do not answer any more, the switchboard keeps."""


@dataclass
class StoryCaller:
    """One call of a story and its SIPp."""

    story: str
    call: StoryCall
    call_id: str
    end: Endpoint
    sipp: Sipp | None = None
    forwarding: Sequence[str] = ()
    """Headers that tell who has forwarded it."""


@dataclass(frozen=True)
class Line:
    """One phone of a story: how it behaves each time it is rung."""

    story: str
    name: str
    number: str
    behaviours: list[StoryPhone]
    end: Endpoint


@dataclass
class _Dialogue:
    """A phone that was rung, and how it behaves this time."""

    line: Line
    behaviour: StoryPhone
    remote: tuple[str, int] | None
    messages: list[SipMessage] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether it was refused or cancelled, or hung up by one side, and the other one has said so."""
        return any(
            message.status
            and (message.method == "BYE" or (message.method == "INVITE" and message.status >= 300))
            for message in self.messages
        )


@dataclass
class StoryRun:
    """One run; `lines` are the phones of all stories."""

    address: str
    trunk: TrunkEnd
    edge: str
    folder: Path
    lines: Sequence[Line]
    callers: Sequence[StoryCaller]
    progress: Callable[[str], None]
    _uas: Sipp | None = None
    _dialogues: dict[str, _Dialogue] = field(default_factory=dict)
    """By Call-ID."""
    _due: dict[int, float] = field(default_factory=dict)
    """When callers are to call, by their place."""
    _times: Counter[str] = field(default_factory=Counter)
    """How often each number was rung."""

    def run(self, lasts: float) -> None:
        """Play until every caller has gone, and for some seconds at least."""
        self._start_phones()
        begin, limit = time.monotonic(), time.monotonic() + LIMIT_SECONDS
        self._due = {
            n: begin + one.call.start for n, one in enumerate(self.callers) if not one.call.forwarded_by
        }
        while self._due or any(caller.sipp and caller.sipp.running for caller in self.callers):
            for n in [n for n, moment in self._due.items() if moment <= time.monotonic()]:
                del self._due[n]
                self._start_caller(self.callers[n])
            self._look()
            if time.monotonic() > limit:
                raise RunFailed(f"calls did not end within {LIMIT_SECONDS} seconds")
            time.sleep(_LOOK)
        end = max(time.monotonic() + _AFTERMATH, begin + lasts)
        while time.monotonic() < end or (self._ringing and time.monotonic() < end + _PATIENCE):
            self._look()
            time.sleep(_LOOK)

    @property
    def _ringing(self) -> bool:
        """Whether a phone's side of a call has not ended."""
        return not all(dialogue.over for dialogue in self._dialogues.values())

    def stop(self) -> None:
        """End every SIPp."""
        self.trunk.take_back(self._numbers)
        for process in [caller.sipp for caller in self.callers] + [self._uas]:
            if process:
                process.stop()

    def seen(self, prepared: PreparedStory) -> ObservedStory:
        """Return what was seen of a story."""
        callers = [caller for caller in self.callers if caller.story == prepared.name]
        calls = [
            observed_call(caller.call, caller.sipp.log.messages, caller.end, caller.sipp.trouble())
            if caller.sipp
            else ObservedCall(
                caller.call, 0.0, trouble=f"{caller.call.forwarded_by} was not rung to forward it"
            )
            for caller in callers
        ]
        rung = [
            Rung(one.line.name, one.line.number, one.line.end, one.messages)
            for one in self._dialogues.values()
            if one.line.story == prepared.name
        ]
        return observed_story(calls, [caller.end for caller in callers], rung, prepared.numbers)

    def _start_phones(self) -> None:
        if not self.lines:
            return
        scenario = phones_scenario({line.number: (line.behaviours, line.end.port) for line in self.lines})
        port = free_port(self.address)
        self._uas = Sipp.start(self.folder, "phones", scenario, self.address, port)
        deadline = time.monotonic() + 5
        while not _answers(self.address, port):
            if not self._uas.running or time.monotonic() > deadline:
                reason = self._uas.trouble() or "it does not answer"
                raise RunFailed(f"the phones at {self.address}:{port} could not start: {reason}")
        self.trunk.lend(self._numbers, port)

    @property
    def _numbers(self) -> list[str]:
        return [line.number for line in self.lines]

    def _start_caller(self, caller: StoryCaller) -> None:
        edge = self.edge.partition(":")[0]
        leg = CallerLeg(edge, self.address, caller.call_id, caller.end.port, caller.forwarding)
        options = (self.edge, "-cid_str", caller.call_id, "-m", "1")
        scenario = caller_scenario(caller.call, leg)
        port = free_port(self.address)
        caller.sipp = Sipp.start(self.folder, caller.call_id, scenario, self.address, port, *options)
        self.progress(f"{caller.story}: {caller.call.caller} calls {caller.call.dialled}")

    def _look(self) -> None:
        """Follow new messages: audio begins with an answer and ends with the call."""
        for caller in self.callers:
            for message in caller.sipp.log.read() if caller.sipp else []:
                self._follow_caller(caller, message)
        for message in self._uas.log.read() if self._uas else []:
            self._follow_phone(message)

    def _follow_caller(self, caller: StoryCaller, message: SipMessage) -> None:
        if message.method == "INVITE" and message.status == 200 and message.media:
            caller.end.talk_to(message.media, caller.call_id, _kind(caller.call), silent=caller.call.silent)
            inform = Informer.of_caller(message, self.address, self.edge)
            caller.end.answered(message.time, caller.call.keys, inform, caller.call.pauses)
        elif message.method == "BYE":
            caller.end.stop(caller.call_id)

    def _follow_phone(self, message: SipMessage) -> None:
        call_id = message.header("Call-ID")
        if call_id not in self._dialogues:
            line = self._called(message)
            if line is None:
                return
            behaviour = line.behaviours[min(self._times[line.number], len(line.behaviours) - 1)]
            self._times[line.number] += 1
            self._dialogues[call_id] = _Dialogue(line, behaviour, message.media)
            self._forward(line, message)
        one = self._dialogues[call_id]
        one.messages.append(message)
        if message.sent and message.media and message.status and one.remote:
            one.line.end.talk_to(one.remote, call_id, _kind(one.behaviour), silent=one.behaviour.silent)
            if message.status == 200:
                inform = Informer.of_phone(one.messages[0], message, self.address, self.edge)
                one.line.end.answered(message.time, one.behaviour.keys, inform, one.behaviour.pauses)
        elif message.method == "BYE":
            one.line.end.stop(call_id)

    def _forward(self, line: Line, invite: SipMessage) -> None:
        """Have the call made that becomes of this one, if the phone forwards its calls."""
        for n, caller in enumerate(self.callers):
            waits = caller.sipp is None and n not in self._due
            if waits and (caller.story, caller.call.forwarded_by) == (line.story, line.name):
                caller.forwarding = forwarding(caller.call, line.number, invite, self.address)
                self._due[n] = time.monotonic() + caller.call.start
                return

    def _called(self, message: SipMessage) -> Line | None:
        """Return the phone that an INVITE is for."""
        number = called(message)
        return next((line for line in self.lines if digits(line.number) == number), None)


def _kind(end: StoryCall | StoryPhone) -> int | None:
    """Return what an end sends: its first codec that the lab speaks, None for nothing."""
    kinds = [PAYLOAD_TYPES[codec] for codec in end.codecs if codec in ("alaw", "ulaw")]
    return kinds[0] if kinds and end.rtp else None


def _answers(address: str, port: int) -> bool:
    """Ask the phones' SIPp for a sign of life."""
    branch = uuid.uuid4().hex
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        probe.settimeout(0.2)
        probe.connect((address, port))
        try:
            probe.send(
                f"OPTIONS sip:{address}:{port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {address}:{probe.getsockname()[1]};branch=z9hG4bK{branch}\r\n"
                f"From: <sip:probe@{address}>;tag=probe\r\nTo: <sip:{address}>\r\nCall-ID: probe-{branch}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n".encode()
            )
            return probe.recv(2048).startswith(b"SIP/2.0 ")
        except OSError:
            time.sleep(0.05)
            return False
