"""A call as it is asked for on the command line; every ValueError says which option to fix, and how."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from wcoctl.blocks.group.rows import CallGroupRow, MemberRow
from wcoctl.blocks.voicemail.rows import VoicemailRow
from wcoctl.blocks.webhook.rows import WebhookRow
from wcoctl.compile.callplan import CallPlan
from wcoctl.compile.rows import NumberRow, OccasionalRow, ScheduleRow, TenantRow, UserRow
from wcoctl.model.numbers import normalise
from wcoctl.numbering.dialled import dialled_number
from wcoctl.simulate.call import (
    ServerReply,
    SimulatedCall,
    SimulatedPhone,
    parse_keys,
    parse_phone,
    parse_server,
)
from wcoctl.simulate.outgoing import AD_HOC

__all__ = ["ANONYMOUS", "Request"]

ANONYMOUS = "anonymous"
SHORT = 6
_YEARS = range(1900, 3000)
"""Digits of the longest number that is not a subscriber's."""
OVERRIDE_VALUES = {
    "group": ("on", "off"),
    "member": ("in", "out"),
    "redirect": (),
    "schedule": ("open", "closed"),
    "announcement": ("on", "off"),
    "presentation": ("on", "off"),
    "lock": ("on", "off"),
}
"""Kinds of overrides and their values, as schemas/live.sql says."""
T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """What the operator typed."""

    caller: str
    dialled: str
    at: str
    keys: str
    phones: Sequence[str]
    waiting: Sequence[str]
    servers: Sequence[str]
    hang_up_after: float | None
    speaks: float = SimulatedCall.speaks
    overrides: Sequence[str] = ()
    last_agents: Sequence[str] = ()
    transfers: Sequence[str] = ()
    asserted: bool = True
    full: Sequence[str] = ()
    diverted_by: Sequence[str] = ()

    def call(self, plan: CallPlan) -> SimulatedCall:
        """Return the call to a tenant."""
        return SimulatedCall(
            dialled=_read("--to", _dialled, self.dialled) if self.dialled else _primary(plan),
            at=_read("--at", lambda text: _moment(text, plan), self.at),
            caller="" if self.caller == ANONYMOUS else _read("--from", _shown, self.caller),
            asserted=self.asserted,
            diverted_by=tuple(_read("--diverted-by", _shown, number) for number in self.diverted_by),
            keys=_read("--keys", parse_keys, self.keys),
            phones=dict(_read("--phone", lambda text: _phone(text, plan), text) for text in self.phones),
            waiting=dict(
                _read("--waiting", lambda text: _waiting(text, plan), text) for text in self.waiting
            ),
            servers=dict(_read("--webhook", lambda text: _server(text, plan), text) for text in self.servers),
            full=[_read("--full", lambda text: _voicemail(text, plan), text) for text in self.full],
            hang_up_after=self.hang_up_after,
            speaks=self.speaks,
            switches=dict(
                _read("--override", lambda text: _override(text, plan), text) for text in self.overrides
            ),
            last_agents=dict(
                _read("--last-agent", lambda text: _last_agent(text, plan), text) for text in self.last_agents
            ),
            transfers=dict(
                _read("--transfer", lambda text: _transfers(text, plan), text) for text in self.transfers
            ),
        )


def _read(option: str, reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from error


def _shown(text: str) -> str:
    """Read a number that somebody shows or dials: a call carries also those that no network has assigned."""
    return text if re.fullmatch(r"\+[1-9][0-9]{6,14}", text) else normalise(text)


def _dialled(text: str) -> str:
    """Read a number as a phone may dial it: short ones and those after the prefix too."""
    prefix = AD_HOC if text.startswith(AD_HOC) else ""
    number = text.removeprefix(prefix)
    short = number.isascii() and number.isdecimal() and len(number) <= SHORT
    return prefix + (number if short else dialled_number(number) or _shown(number))


def _primary(plan: CallPlan) -> str:
    return next(row.number for row in plan.of(NumberRow) if row.is_primary)


def _moment(text: str, plan: CallPlan) -> datetime:
    (tenant,) = plan.of(TenantRow)
    zone = ZoneInfo(tenant.timezone)
    try:
        moment = datetime.fromisoformat(text) if text else datetime.now(zone)
    except ValueError:
        raise ValueError(f"`{text}` is not a time (write it as 2026-12-24 10:30)") from None
    if moment.year not in _YEARS:
        raise ValueError(f"`{text}` is in no year of telephones (name one from {_YEARS[0]} to {_YEARS[-1]})")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _phone(text: str, plan: CallPlan) -> tuple[str, SimulatedPhone]:
    who, phone = parse_phone(text)
    users = {row.user for row in plan.of(UserRow)}
    if who in users:
        return who, phone
    try:
        return normalise(who), phone
    except ValueError:
        raise ValueError(f"`{who}` is neither a user nor a number (users: {_some(users)})") from None


def _server(text: str, plan: CallPlan) -> tuple[str, ServerReply]:
    block, reply = parse_server(text)
    blocks = {row.block for row in plan.of(WebhookRow)}
    if block not in blocks:
        raise ValueError(f"`{block}` is not a block of type webhook (must be one of: {_some(blocks)})")
    return block, reply


def _voicemail(text: str, plan: CallPlan) -> str:
    boxes = {row.block for row in plan.of(VoicemailRow)}
    if text not in boxes:
        raise ValueError(f"`{text}` is not a block of type voicemail (must be one of: {_some(boxes)})")
    return text


def _waiting(text: str, plan: CallPlan) -> tuple[str, int]:
    group, _, callers = text.partition("=")
    groups = {row.block for row in plan.of(CallGroupRow)}
    if group not in groups or not (callers.isascii() and callers.isdecimal()):
        raise ValueError(f"`{text}` is not GROUP=CALLERS (groups: {_some(groups)})")
    return group, int(callers)


def _override(text: str, plan: CallPlan) -> tuple[tuple[str, str], str]:
    """Read ``schedule/office=closed`` or ``member/sales/anna=out``; a redirect's value is a number or nothing."""
    subject, equals, value = text.partition("=")
    kind, _, name = subject.partition("/")
    if kind not in OVERRIDE_VALUES or not equals:
        raise ValueError(f"`{text}` is not KIND/NAME=VALUE (kinds: {', '.join(OVERRIDE_VALUES)})")
    known = _overridable(kind, plan)
    if name not in known:
        raise ValueError(f"`{name}` is not a {kind} with an override (must be one of: {_some(known)})")
    values = OVERRIDE_VALUES[kind]
    if not values:
        return (kind, name), normalise(value) if value else ""
    if value not in values:
        raise ValueError(f"`{value}` is not a state of a {kind} (use {' or '.join(values)})")
    return (kind, name), value


def _overridable(kind: str, plan: CallPlan) -> set[str]:
    match kind:
        case "group":
            return {row.block for row in plan.of(CallGroupRow)}
        case "member":
            members = {f"{row.block}/{row.user}" for row in plan.of(MemberRow)}
            return members | {f"*/{row.user}" for row in plan.of(MemberRow)}
        case "schedule":
            return {row.schedule for row in plan.of(ScheduleRow)}
        case "announcement":
            return {row.announcement for row in plan.of(OccasionalRow)}
        case _:
            return {row.user for row in plan.of(UserRow)}


def _last_agent(text: str, plan: CallPlan) -> tuple[str, str]:
    group, _, user = text.partition("=")
    members = {f"{row.block}={row.user}" for row in plan.of(MemberRow)}
    if text not in members:
        raise ValueError(f"`{text}` is not GROUP=USER (members: {_some(members)})")
    return group, user


def _transfers(text: str, plan: CallPlan) -> tuple[str, list[str]]:
    """Read ``anna=204`` or ``anna=204,501600700``: where her first conversation goes on, then her second."""
    user, equals, targets = text.partition("=")
    digits = targets.split(",")
    users = {row.user for row in plan.of(UserRow)}
    if not equals or not all(one.isascii() and one.isdecimal() for one in digits):
        raise ValueError(f"`{text}` is not USER=DIGITS[,DIGITS...]")
    if user not in users:
        raise ValueError(f"unknown user `{user}` (users: {_some(users)})")
    return user, digits


def _some(names: set[str]) -> str:
    shown = sorted(names)[:10]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > len(shown) else "")
