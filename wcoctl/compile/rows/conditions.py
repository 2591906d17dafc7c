"""Rules of conditions, and the lists of callers that they ask for."""

from typing import NamedTuple

__all__ = ["ListEntryRow", "RuleDialledRow", "RuleRow"]


class RuleRow(NamedTuple):
    """One rule of a condition."""

    tenant: str
    block: str
    position: int
    schedule: str
    schedule_open: int
    callers: str
    anonymous: int
    dialled: int
    variable: str
    equals: str


class RuleDialledRow(NamedTuple):
    """A main number that a rule asks for."""

    tenant: str
    block: str
    position: int
    number: str


class ListEntryRow(NamedTuple):
    """A number or prefix on a list of callers."""

    tenant: str
    list: str
    value: str
    is_prefix: int
