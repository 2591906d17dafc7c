"""The operator's network, played by SIPp: it calls the switchboard and answers for the users' phones."""

import socket
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wcoctl.errors import RunFailed
from wcoctl.lab.media import Endpoint, Media
from wcoctl.lab.messages import Message
from wcoctl.lab.scenario import CallerLeg, caller_scenario, phones_scenario
from wcoctl.lab.seen import CallSeen, call_seen, legs_seen
from wcoctl.lab.sipp import LIMIT_SECONDS, Sipp, free_port, require_sipp
from wcoctl.lab.story import Call, Phone, Story

__all__ = ["Carrier", "Scene"]

_PORT = 5060
_LOOK = 0.02
"""Seconds between two looks at the message logs; short, as answers start the audio."""
_AFTERMATH = 1.0
"""Seconds for the phones' sides to end after the last caller has gone."""


@dataclass(frozen=True)
class Scene:
    """A story with the numbers of the users it names."""

    name: str
    story: Story
    numbers: Mapping[str, str]
    """Number of each user."""

    @property
    def phones(self) -> dict[str, tuple[str, Phone]]:
        """Name and behaviour of each phone, by number."""
        return {self.numbers.get(name, name): (name, phone) for name, phone in self.story.phones.items()}


@dataclass
class _Caller:
    scene: str
    call: Call
    call_id: str
    end: Endpoint
    sipp: Sipp | None = None


@dataclass
class Carrier:
    """A context manager that holds the audio ends; `play` runs stories at the same time."""

    address: str
    """Address of the trunk: this machine on the lab's network."""
    edge: str
    """Edge that is called, ``address:port``."""
    port: int = _PORT
    progress: Callable[[str], None] = lambda _text: None
    _media: Media = field(init=False)

    def __enter__(self) -> "Carrier":
        require_sipp()
        self._media = Media(self.address)
        self._media.__enter__()
        return self

    def __exit__(self, *_error: object) -> None:
        self._media.__exit__()

    def play(self, scenes: Sequence[Scene]) -> dict[str, list[CallSeen]]:
        """Run the scenes at the same time and return their calls as seen; they may share no phone."""
        phones = {
            number: (name, phone, self._media.open())
            for scene in scenes
            for number, (name, phone) in scene.phones.items()
        }
        callers = [
            _Caller(scene.name, call, f"wco-{uuid.uuid4().hex}", self._media.open(call.keys))
            for scene in scenes
            for call in scene.story.calls
        ]
        with tempfile.TemporaryDirectory(prefix="wco-calls-") as folder:
            stage = _Stage(self, Path(folder), phones, callers)
            try:
                stage.run()
                return {scene.name: stage.seen(scene) for scene in scenes}
            finally:
                stage.stop()
                self._media.close([caller.end for caller in callers] + [end for *_, end in phones.values()])


@dataclass
class _Stage:
    """One run: the phones' SIPp, a SIPp per caller, and the audio that follows their messages."""

    carrier: Carrier
    folder: Path
    phones: dict[str, tuple[str, Phone, Endpoint]]
    callers: list[_Caller]
    _uas: Sipp | None = None
    _ringing: dict[str, tuple[Endpoint, tuple[str, int]]] = field(default_factory=dict)

    def run(self) -> None:
        self._start_phones()
        begin, limit = time.monotonic(), time.monotonic() + LIMIT_SECONDS
        waiting = sorted(self.callers, key=lambda caller: caller.call.start)
        while waiting or any(caller.sipp and caller.sipp.running for caller in self.callers):
            while waiting and time.monotonic() - begin >= waiting[0].call.start:
                self._start_caller(waiting.pop(0))
            self._look()
            if time.monotonic() > limit:
                raise RunFailed(f"calls did not end within {LIMIT_SECONDS} seconds")
            time.sleep(_LOOK)
        end = time.monotonic() + _AFTERMATH
        while time.monotonic() < end:
            self._look()
            time.sleep(_LOOK)

    def stop(self) -> None:
        for process in [caller.sipp for caller in self.callers] + [self._uas]:
            if process:
                process.stop()

    def seen(self, scene: Scene) -> list[CallSeen]:
        callers = [caller for caller in self.callers if caller.scene == scene.name]
        calls = [
            call_seen(caller.call, caller.sipp.log.messages, caller.end, caller.sipp.trouble())
            for caller in callers
            if caller.sipp
        ]
        phones = {number: (name, self.phones[number][2]) for number, (name, _) in scene.phones.items()}
        if self._uas:
            legs_seen(self._uas.log.messages, phones, calls, [caller.end for caller in callers])
        return calls

    def _start_phones(self) -> None:
        carrier = self.carrier
        behaviours = {number: (phone, end.port) for number, (_, phone, end) in self.phones.items()}
        scenario = phones_scenario(behaviours)
        self._uas = Sipp.start(self.folder, "phones", scenario, carrier.address, carrier.port)
        deadline = time.monotonic() + 5
        while not _answers(carrier.address, carrier.port):
            if not self._uas.running or time.monotonic() > deadline:
                reason = self._uas.trouble() or "it does not answer"
                raise RunFailed(f"the phones at {carrier.address}:{carrier.port} could not start: {reason}")

    def _start_caller(self, caller: _Caller) -> None:
        carrier = self.carrier
        leg = CallerLeg(carrier.edge.partition(":")[0], carrier.address, caller.call_id, caller.end.port)
        port = free_port(carrier.address)
        options = (carrier.edge, "-cid_str", caller.call_id, "-m", "1")
        scenario = caller_scenario(caller.call, leg)
        caller.sipp = Sipp.start(self.folder, caller.call_id, scenario, carrier.address, port, *options)
        carrier.progress(f"{caller.scene}: {caller.call.caller} calls {caller.call.dialled}")

    def _look(self) -> None:
        """Follow new messages: audio begins with an answer and ends with the call."""
        for caller in self.callers:
            for message in caller.sipp.log.read() if caller.sipp else []:
                _follow_caller(caller.end, message)
        for message in self._uas.log.read() if self._uas else []:
            self._follow_phone(message)

    def _follow_phone(self, message: Message) -> None:
        call_id, media = message.header("Call-ID"), message.media
        if message.first_line.startswith("INVITE ") and media:
            digits = message.first_line.split()[1].partition(":")[2].partition("@")[0].removeprefix("+")
            phone = self.phones.get(f"+{digits}")
            if phone:
                self._ringing[call_id] = (phone[2], media)
        elif call_id in self._ringing:
            end, remote = self._ringing[call_id]
            if message.sent and media:
                end.talk_to(remote, message.time)
            elif message.method == "BYE":
                end.stop()


def _follow_caller(end: Endpoint, message: Message) -> None:
    if message.method == "INVITE" and message.status == 200 and message.media:
        end.talk_to(message.media, message.time)
    elif message.method == "BYE":
        end.stop()


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
