"""People and what is asked before a call enters its first block: users, contacts, blocklist, announcements."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from wcoctl.compile.rows import (
    BlocklistDialledRow,
    BlocklistRow,
    ContactRow,
    DirectRow,
    InternalNumberRow,
    OccasionalDialledRow,
    OccasionalRow,
    OutgoingCountryRow,
    Row,
    UserRow,
)
from wcoctl.model.numbers import is_landline
from wcoctl.model.tenant import Tenant
from wcoctl.model.users import User

__all__ = ["entry_rows", "people_rows"]


def people_rows(tenant: Tenant) -> Iterator[Row]:
    """Yield users, their direct and internal numbers, contacts, and the countries that may be called."""
    for name, user in tenant.users.items():
        yield _user(tenant, name, user)
        if user.direct_calls is not None:
            yield DirectRow(user.number, tenant.tenant, name, user.direct_calls)
    for digits, reached in tenant.internal_numbers.items():
        yield InternalNumberRow(tenant.tenant, "", digits, reached.user or "", reached.group or "")
    for number, contact in {contact.number: contact.name for contact in tenant.contacts.values()}.items():
        yield ContactRow(tenant.tenant, number, contact)
    yield from (OutgoingCountryRow(tenant.tenant, region) for region in tenant.contract.outgoing.countries)


def _user(tenant: Tenant, name: str, user: User) -> UserRow:
    right = user.presents if user.active else None
    shown = right and (right.number or tenant.main_numbers.primary.number)
    return UserRow(
        tenant.tenant,
        name,
        user.name,
        user.number,
        user.email or "",
        user.ring_seconds,
        int(user.active),
        int(is_landline(user.number)),
        user.forwarding.always or "",
        user.forwarding.busy or "",
        user.forwarding.no_answer or "",
        f" {' '.join(sorted(set(user.rights)))} " if user.rights else "",
        shown or "",
        int(bool(right and right.permanent)),
    )


def entry_rows(tenant: Tenant, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the blocklist and the occasional announcements; ``prompts`` gives the id of each prompt's audio."""
    for position, rule in enumerate(tenant.blocklist, 1):
        asked = rule.callers or "", int(rule.anonymous), int(rule.dialled is not None)
        yield BlocklistRow(tenant.tenant, position, *asked, rule.to or "")
        for number in dict.fromkeys(rule.dialled or ()):
            yield BlocklistDialledRow(tenant.tenant, position, number)
    for position, (name, announcement) in enumerate(tenant.occasional_announcements.items(), 1):
        yield OccasionalRow(
            tenant.tenant,
            name,
            position,
            prompts[announcement.prompt],
            _epoch(announcement.first, tenant.timezone),
            _epoch(announcement.last, tenant.timezone),
            int(announcement.dialled is not None),
            int(announcement.then == "hangup"),
            int(announcement.active),
        )
        for number in dict.fromkeys(announcement.dialled or ()):
            yield OccasionalDialledRow(tenant.tenant, name, number)


def _epoch(moment: datetime, timezone: str) -> int:
    return int(moment.replace(tzinfo=ZoneInfo(timezone)).timestamp())
