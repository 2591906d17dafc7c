"""Services that people use by phone."""

from typing import NamedTuple

__all__ = ["PhoneServiceRow", "ServiceCodeRow"]


class PhoneServiceRow(NamedTuple):
    """How long a phone service waits for a code."""

    tenant: str
    block: str
    no_input: int
    repeats: int


class ServiceCodeRow(NamedTuple):
    """What a code of a phone service does."""

    tenant: str
    block: str
    code: str
    action: str
    subject: str
    hours: int
