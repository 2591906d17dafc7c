"""What can be switched over, and how it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from wco_portal.moments import LOCALES
from wco_portal.switches import Held, Key
from wco_portal.texts import Language, marked
from wcoctl.blocks.group.model import Group
from wcoctl.model.tenant import Tenant

__all__ = ["KINDS", "WORDS", "Row", "Subject", "row_of", "subjects_of_company", "subjects_of_user"]

KINDS: Mapping[str, str] = {
    "schedule": marked("Schedule"),
    "group": marked("Group"),
    "announcement": marked("Occasional announcement"),
    "member": marked("Log-in to groups"),
    "redirect": marked("All calls go to"),
    "presentation": marked("Shows the main number"),
    "lock": marked("Calls to outside"),
}
_ON_OFF = {"on": marked("turned on"), "off": marked("turned off")}
WORDS: Mapping[str, Mapping[str, str]] = {
    "schedule": {"open": marked("open"), "closed": marked("closed")},
    "group": _ON_OFF,
    "announcement": _ON_OFF,
    "member": {"in": marked("logged in"), "out": marked("logged out")},
    "redirect": {},
    "presentation": {"on": marked("in every call"), "off": marked("only when wanted")},
    "lock": {"on": marked("locked: the operator unlocks"), "off": marked("not locked")},
}
"""By kind: what its values are called. The value of a redirect is a number."""


@dataclass(frozen=True)
class Subject:
    """One thing that can be switched over."""

    kind: str
    name: str
    label: str
    planned: str
    """Value by the spec, or by the hours; empty if nobody knows it, or of a redirect nowhere."""
    user: str = ""
    """Whose it is; empty: the company's."""

    @property
    def key(self) -> Key:
        """Return what the switch is called."""
        return self.kind, self.name


@dataclass(frozen=True)
class Row:
    """How a subject stands now."""

    subject: Subject
    value: str
    held: bool
    until: str
    """Empty: until it is switched again."""
    author: str
    own: bool
    """Whether a switch of its own holds; a member's may be that of all groups."""


def subjects_of_company(tenant: Tenant, schedules: Mapping[str, bool]) -> Iterator[Subject]:
    """Yield what is nobody's own; ``schedules``: whether they are open by their hours."""
    for name in tenant.schedules:
        planned = {True: "open", False: "closed", None: ""}[schedules.get(name)]
        yield Subject("schedule", name, name, planned)
    for name, block in tenant.blocks.items():
        if isinstance(block, Group):
            yield Subject("group", name, block.name, _on(on=block.active))
    for name, announcement in tenant.occasional_announcements.items():
        yield Subject("announcement", name, name, _on(on=announcement.active))


def subjects_of_user(tenant: Tenant, user: str) -> Iterator[Subject]:
    """Yield what is a user's own."""
    found = tenant.users[user]
    groups = {
        name: block.name
        for name, block in tenant.blocks.items()
        if isinstance(block, Group) and user in block.members
    }
    if groups:
        yield Subject("member", f"*/{user}", "", "in", user)
    for name, label in groups.items():
        yield Subject("member", f"{name}/{user}", label, "in", user)
    yield Subject("redirect", user, "", found.forwarding.always or "", user)
    if found.presents:
        yield Subject("presentation", user, "", _on(on=found.presents.permanent), user)
    yield Subject("lock", user, "", "off", user)


def row_of(subject: Subject, switches: Mapping[Key, Held], tenant: Tenant, language: Language) -> Row:
    """Return how a subject stands."""
    found = switches.get(subject.key)
    if subject.kind == "member":  # what was switched last holds: for this group, or for all of them
        of_all = switches.get(("member", f"*/{subject.user}"))
        found = max(filter(None, (found, of_all)), key=lambda one: one.changed, default=None)
    if found is None or (subject.kind == "schedule" and found.value == "planned"):
        return Row(subject, subject.planned, held=False, until="", author="", own=False)
    user = tenant.users.get(found.author)
    until = _moment(found.until, tenant, language) if found.until else ""
    author = user.name if user else found.author
    own = subject.key in switches
    return Row(subject, found.value, held=True, until=until, author=author, own=own)


def _moment(moment: datetime, tenant: Tenant, language: Language) -> str:
    zone = ZoneInfo(tenant.timezone)
    return format_datetime(moment, "EEEE, d MMMM, HH:mm", tzinfo=zone, locale=LOCALES[language])


def _on(*, on: bool) -> str:
    return "on" if on else "off"
