"""The tables of phone services."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.phone_service.actions import Override
from wcoctl.blocks.phone_service.model import PhoneService
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "PhoneServiceRow", "ServiceCodeRow", "rows"]


class PhoneServiceRow(NamedTuple):
    """How long a phone service waits for a code."""

    tenant: str
    block: str
    no_input_seconds: int
    repeats: int


class ServiceCodeRow(NamedTuple):
    """What a code of a phone service does."""

    tenant: str
    block: str
    code: str
    action: str
    subject: str
    hours: int


TABLES: Mapping[type[Row], str] = {PhoneServiceRow: "phone_service", ServiceCodeRow: "service_code"}


def rows(tenant: Tenant, name: str, block: PhoneService, prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    yield PhoneServiceRow(tenant.tenant, name, block.no_input_seconds, block.repeats)
    for code, action in block.codes.items():
        hours = action.hours if isinstance(action, Override) else 0
        yield ServiceCodeRow(tenant.tenant, name, code, action.action, action.subject(prompts), hours)
