"""The call that a visitor asks about: as the form has it, and as the simulator takes it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from wco_portal.screens.check.options import PHONES, dialled_of, switches_of
from wco_portal.switches import Held, Key
from wco_portal.texts import marked
from wcoctl.model.numbers import normalise
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import SimulatedCall, SimulatedPhone, parse_keys

__all__ = ["WRONG", "Asked", "Call", "asked_of", "call_of"]

T = TypeVar("T")
_LONGEST = 200
_MOST = 20
_TEXTS = ("source", "day", "time", "caller", "number", "dialled", "keys", "phones")
WRONG: Mapping[str, str] = {
    "day": marked("Give a day and a time."),
    "number": marked("This is no phone number, or no longer in the address book."),
    "keys": marked("Keys are 0-9, * and #; _ stands for a pause."),
    "people": marked("Choose a user of the list, and what the phone does."),
    "dialled": marked("Choose one of the numbers."),
    "switches": marked("Choose one of the list."),
}
"""By field: what is said about it."""
_People = tuple[Mapping[str, SimulatedPhone], Mapping[tuple[str, str], str]]
"""How phones behave, by user, and overrides."""
_YEARS = range(1900, 3000)
_WHOLE = 12
"""Signs of a Polish number with its country code."""


@dataclass(frozen=True)
class Asked:
    """What stands in the form."""

    source: str = "draft"
    day: str = ""
    time: str = ""
    caller: str = "number"
    number: str = ""
    dialled: str = ""
    keys: str = ""
    phones: str = "answer"
    people: Sequence[tuple[str, str]] = ()
    """Users whose phones behave otherwise, and how."""
    switches: Sequence[str] = ()


@dataclass
class Call:
    """The call, or what is wrong with the form, by its fields."""

    simulated: SimulatedCall | None = None
    errors: dict[str, str] = field(default_factory=dict)


def asked_of(query: QueryParams, tenant: Tenant | None, held: Mapping[Key, Held]) -> Asked:
    """Return what was asked; what is missing is now, and the primary number, and what is switched over now."""
    zone = ZoneInfo(tenant.timezone if tenant else "Europe/Warsaw")
    now = datetime.now(zone)
    first: dict[str, Any] = {
        "day": f"{now:%Y-%m-%d}",
        "time": f"{now:%H:%M}",
        "caller": "number" if "number" in query else "anonymous",
        "dialled": tenant.main_numbers.primary.number if tenant else "",
    }
    given = {name: query[name][:_LONGEST] for name in _TEXTS if name in query}
    if "dialled" not in query and tenant:
        return Asked(**first | given, people=_logged_out(held, tenant), switches=_switched(held, tenant))
    people = zip(query.getlist("who"), query.getlist("does"), strict=False)
    return Asked(
        **first | given,
        people=[(who[:_LONGEST].strip(), does) for who, does in people if who.strip()][:_MOST],
        switches=[one[:_LONGEST] for one in query.getlist("switch") if one][:_MOST],
    )


def _switched(held: Mapping[Key, Held], tenant: Tenant) -> list[str]:
    known = switches_of(tenant)
    keys = (f"{kind}/{name}={one.value}" for (kind, name), one in held.items())
    return [key for key in keys if key in known][:_MOST]


def _logged_out(held: Mapping[Key, Held], tenant: Tenant) -> list[tuple[str, str]]:
    """Return who is out of all groups; the form knows nobody who is out of some."""
    users = (
        name.removeprefix("*/")
        for (kind, name), one in held.items()
        if (kind, one.value) == ("member", "out") and name.startswith("*/")
    )
    return [(user, "out") for user in users if user in tenant.users][:_MOST]


def call_of(asked: Asked, tenant: Tenant) -> Call:
    """Return the call that the form describes."""
    call = Call()
    nothing: tuple[str, ...] = ()
    nobody: _People = ({}, {})

    def read(name: str, reader: Callable[[Asked, Tenant], T], instead: T) -> T:
        try:
            return reader(asked, tenant)
        except ValueError:
            call.errors[name] = WRONG[name]
            return instead

    moment = read("day", _moment, datetime.min)
    caller = read("number", _caller, "")
    keys = read("keys", lambda asked, _tenant: parse_keys(asked.keys), nothing)
    phones, out = read("people", _people, nobody)
    known = switches_of(tenant)
    if asked.dialled not in dialled_of(tenant):
        call.errors["dialled"] = WRONG["dialled"]
    if not set(asked.switches) <= set(known):
        call.errors["switches"] = WRONG["switches"]
    if not call.errors:
        switches = {known[one].key: known[one].value for one in asked.switches} | dict(out)
        call.simulated = SimulatedCall(
            asked.dialled, moment, caller, keys=keys, phones=phones, switches=switches
        )
    return call


def _moment(asked: Asked, tenant: Tenant) -> datetime:
    day, hour = date.fromisoformat(asked.day), time.fromisoformat(asked.time)
    if day.year not in _YEARS or hour.tzinfo:
        raise ValueError(asked.day)
    return datetime.combine(day, hour, ZoneInfo(tenant.timezone))


def _caller(asked: Asked, tenant: Tenant) -> str:
    kind, _, name = asked.caller.partition(":")
    if kind == "anonymous":
        return ""
    if kind == "contact" and name in tenant.contacts:
        return str(tenant.contacts[name].number)
    if kind == "list" and name in tenant.lists:
        one = tenant.lists[name]
        return next(iter([*one.numbers, *(prefix.ljust(_WHOLE, "0") for prefix in one.prefixes)]), "")
    if kind != "number":
        raise ValueError(kind)
    shown = re.sub(r"[\s()-]", "", asked.number)
    return shown if re.fullmatch(r"\+[1-9][0-9]{6,14}", shown) else normalise(shown)


def _people(asked: Asked, tenant: Tenant) -> _People:
    """Return how phones behave, and who is logged out of the groups."""
    if asked.phones not in PHONES:
        raise ValueError(asked.phones)
    phones = dict.fromkeys(tenant.users, PHONES[asked.phones])
    out = {}
    for who, does in asked.people:
        if who not in tenant.users or does not in {*PHONES, "out"}:
            raise ValueError(who)
        if does == "out":
            out["member", f"*/{who}"] = "out"
        else:
            phones[who] = PHONES[does]
    return phones, out
