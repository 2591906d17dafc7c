"""The call that is to be simulated: who calls whom, when, and how everybody behaves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from wcoctl.model.numbers import normalise
from wcoctl.simulate.result import Result

__all__ = [
    "PAUSE",
    "ServerReply",
    "SimulatedCall",
    "SimulatedPhone",
    "parse_keys",
    "parse_phone",
    "parse_server",
]

PAUSE = "_"
"""Stands among the keys for a caller who presses nothing until the time-out."""

PHONE_FORM = (
    "answer[:SECONDS[:TALK_SECONDS[:called|caller]]], busy[:SECONDS], reject, failed, no_answer, "
    "mailbox[:SECONDS], redirects or forwards:NUMBER"
)


@dataclass(frozen=True)
class SimulatedPhone:
    """How a phone that is rung behaves."""

    result: Result = "answered"
    after: float = 2.0
    """Seconds of ringing before that happens; without a meaning for ``no_answer``."""
    talks: float = 30.0
    """Seconds of conversation."""
    hangs_up: Literal["called", "caller"] = "called"
    """Who ends the conversation."""
    machine: bool = False
    """Whether a mailbox answers, which confirms nothing."""
    redirects: bool = False
    """Whether it answers that its calls should go elsewhere (302), which counts as no answer."""
    forwards: str = ""
    """Number to which the phone's network forwards its calls."""

    def rung(self, limit: float) -> tuple[Result, float]:
        """Return what comes of ringing for at most ``limit`` seconds, and after how many seconds."""
        if self.redirects:
            return "no_answer", 0
        if self.result == "no_answer" or self.after >= limit:
            return "no_answer", limit
        return self.result, self.after


@dataclass(frozen=True)
class ServerReply:
    """What a company's server answers."""

    value: str
    """One of its block's values; ``error`` and ``timeout`` stand for these exits, anything else matches nothing."""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SimulatedCall:
    """One call from the outside. Phones that are not named answer, webhooks with the first of their values."""

    dialled: str
    at: datetime
    """When the call begins; with a time zone."""
    caller: str = ""
    """E.164, empty for a caller who withholds the number."""
    asserted: bool = True
    """Whether the network vouches for that number; else it is only shown, and gives no rights."""
    diverted_by: tuple[str, ...] = ()
    """Numbers that have forwarded the call, as networks tell it; the first one first."""
    keys: tuple[str, ...] = ()
    """Single keys, in the order in which the caller presses them, and ``PAUSE``."""
    phones: Mapping[str, SimulatedPhone] = field(default_factory=dict)
    """Behaviour by user, or by number for other phones."""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many callers wait already, by group block."""
    switches: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Overrides in effect when the call begins: value by kind and name, as in schemas/live.sql."""
    servers: Mapping[str, ServerReply] = field(default_factory=dict)
    """What companies' servers answer, by webhook."""
    last_agents: Mapping[str, str] = field(default_factory=dict)
    """The member whom the caller talked to last, by group block."""
    transfers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Digits to which users transfer the call, by user, one for each of their conversations with the caller."""
    full: Collection[str] = ()
    """Voicemail blocks that take no message, as a quota is used up."""
    hang_up_after: float | None = None
    """Seconds after which the caller gives up, wherever the call is then."""
    think_ms: int = 500
    """How long the caller takes before the first key of an input."""
    speaks: float = 10.0
    """Seconds for which the caller speaks to a voicemail, before pressing # or falling silent."""
    interrupts: bool = False
    """Whether the caller presses keys during prompts that may be interrupted."""

    @property
    def identified(self) -> str:
        """Who calls, as far as rights go; empty for nobody."""
        return self.caller if self.asserted else ""

    def phone(self, user: str, number: str) -> SimulatedPhone:
        """Return how the phone of a user, or of a number without one, behaves."""
        return self.phones.get(user or number) or self.phones.get(number) or SimulatedPhone()


def parse_keys(text: str) -> tuple[str, ...]:
    """Read keys such as ``1,_,204#``: commas and spaces only separate."""
    keys = text.replace("pause", PAUSE).replace(",", "").replace(" ", "")
    if wrong := sorted(set(keys) - set("0123456789*#" + PAUSE)):
        raise ValueError(f"`{wrong[0]}` is not a key (use 0-9, * and #, and {PAUSE} for a pause)")
    return tuple(keys)


def parse_phone(text: str) -> tuple[str, SimulatedPhone]:
    """Read ``anna=busy`` or ``+48600100200=answer:5:60:caller``."""
    who, equals, behaviour = text.partition("=")
    result, *details = behaviour.split(":")
    try:
        phone = _phone(result, *details)
    except (ValueError, TypeError):
        phone = None
    if not who or not equals or phone is None:
        raise ValueError(f"`{text}` is not WHO=BEHAVIOUR (behaviours: {PHONE_FORM})")
    return who, phone


def parse_server(text: str) -> tuple[str, ServerReply]:
    """Read ``crm=vip`` or ``crm=vip,name=Anna Nowak``."""
    block, equals, answer = text.partition("=")
    value, *pairs = answer.split(",")
    variables = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if not block or not equals or len(variables) < len(pairs):
        raise ValueError(f"`{text}` is not BLOCK=VALUE[,VARIABLE=TEXT...]")
    return block, ServerReply(value, variables)


def _phone(
    result: str, after: str = "", talks: str = "30", hangs_up: str = "called"
) -> SimulatedPhone | None:
    match result, hangs_up:
        case "answer", "called" | "caller":
            return SimulatedPhone("answered", _seconds(after or "2"), _seconds(talks), hangs_up)
        case "busy" | "reject", "called":
            return SimulatedPhone("busy", _seconds(after or "0"))
        case "failed", "called":
            return SimulatedPhone("failed", _seconds(after or "0"))
        case "mailbox", "called":
            return SimulatedPhone("answered", _seconds(after or "20"), machine=True)
        case "no_answer", "called" if not after:
            return SimulatedPhone("no_answer")
        case "redirects", "called" if not after:
            return SimulatedPhone("no_answer", 0, redirects=True)
        case "forwards", "called":
            return SimulatedPhone(forwards=normalise(after))
        case _:
            return None


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 86400:
        raise ValueError
    return seconds
