"""Among what the form of a call lets people choose."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wco_portal.texts import marked
from wcoctl.blocks.group.model import Group
from wcoctl.model.flow import entry_blocks
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import SimulatedPhone

__all__ = ["PHONES", "Switch", "callers_of", "dialled_of", "switches_of"]

PHONES: Mapping[str, SimulatedPhone] = {
    "answer": SimulatedPhone(),
    "busy": SimulatedPhone("busy", 0),
    "no_answer": SimulatedPhone("no_answer"),
}
"""How a phone may behave."""


class Switch(NamedTuple):
    """An override that may hold during the call."""

    kind: str
    name: str
    value: str
    text: str
    """To be translated, with the name put in."""
    shown: str

    @property
    def key(self) -> tuple[str, str]:
        """Return what the simulator calls it."""
        return self.kind, self.name


def switches_of(tenant: Tenant) -> Mapping[str, Switch]:
    """Return the overrides that there can be, by what the form calls them."""
    return {f"{one.kind}/{one.name}={one.value}": one for one in _switches(tenant)}


def _switches(tenant: Tenant) -> Iterator[Switch]:
    for name in tenant.schedules:
        yield Switch("schedule", name, "closed", marked("Schedule %s: closed"), name)
        yield Switch("schedule", name, "open", marked("Schedule %s: open"), name)
    for name, block in tenant.blocks.items():
        if isinstance(block, Group):
            yield Switch("group", name, "off", marked("Group %s: switched off"), block.name)
            yield Switch("group", name, "on", marked("Group %s: switched on"), block.name)
    for name in tenant.occasional_announcements:
        yield Switch("announcement", name, "on", marked("Announcement %s: switched on"), name)
        yield Switch("announcement", name, "off", marked("Announcement %s: switched off"), name)


def dialled_of(tenant: Tenant) -> Mapping[str, str]:
    """Return the numbers that may be dialled, and whose they are if a user's."""
    users = {user.number: user.name for user in tenant.users.values()}
    primary = tenant.main_numbers.primary.number
    numbers = {number: users.get(number, "") for number in entry_blocks(tenant)}
    return {primary: ""} | numbers


def callers_of(tenant: Tenant) -> Iterator[tuple[str, str, str]]:
    """Yield the callers whom the company knows: what the form calls them, a text to be translated, and the name in it."""
    for key, contact in tenant.contacts.items():
        yield f"contact:{key}", marked("Contact %s"), contact.name
    for key in tenant.lists:
        yield f"list:{key}", marked("Somebody on the list %s"), key
