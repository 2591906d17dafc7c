"""A company: its numbers, its people and whom they know and may call."""

from typing import NamedTuple

__all__ = [
    "ContactRow",
    "DirectRow",
    "InternalNumberRow",
    "NumberRow",
    "OutgoingCountryRow",
    "TenantRow",
    "UserRow",
]


class TenantRow(NamedTuple):
    """The company itself."""

    tenant: str
    name: str
    language: str
    timezone: str
    slot: int
    channels: int
    redirect_minutes: int
    redirect_refuse: int
    calls_per_minute: int
    calls_per_day: int
    concurrent: int
    company_per_minute: int
    company_per_day: int
    company_concurrent: int
    premium: int
    transfers: int
    transfers_external: int
    transfer_ring_seconds: int
    park_seconds: int
    answer_after_seconds: int
    voicemail_per_caller: int
    voicemail_minutes: int
    speech_per_minute: int
    call_records_days: int


class NumberRow(NamedTuple):
    """A main number and the block where its calls begin."""

    number: str
    tenant: str
    entry: str
    is_primary: int


class UserRow(NamedTuple):
    """A person with a phone."""

    tenant: str
    user: str
    name: str
    number: str
    email: str
    ring_seconds: int
    active: int
    landline: int
    forward_always: str
    forward_busy: str
    forward_no_answer: str
    rights: str
    presents: str
    presents_always: int


class DirectRow(NamedTuple):
    """A user's own number that the operator's network routes here."""

    number: str
    tenant: str
    user: str
    entry: str


class OutgoingCountryRow(NamedTuple):
    """A country whose numbers may be rung."""

    tenant: str
    region: str


class ContactRow(NamedTuple):
    """Somebody outside the company whose name it knows."""

    tenant: str
    number: str
    name: str


class InternalNumberRow(NamedTuple):
    """An internal number that may be dialled in a block; those of no block are all to which users may transfer."""

    tenant: str
    block: str
    digits: str
    user: str
    group_block: str
