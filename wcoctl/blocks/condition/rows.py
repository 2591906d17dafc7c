"""The tables of conditions."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wcoctl.blocks.condition.model import Condition
from wcoctl.compile.row import Row
from wcoctl.model.tenant import Tenant

__all__ = ["TABLES", "RuleDialledRow", "RuleRow", "rows"]


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


TABLES: Mapping[type[Row], str] = {RuleRow: "rule", RuleDialledRow: "rule_dialled"}


def rows(tenant: Tenant, name: str, block: Condition, _prompts: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of the block of this name; ``prompts`` gives the id of each prompt's audio."""
    for position, rule in enumerate(block.rules, 1):
        yield RuleRow(
            tenant.tenant,
            name,
            position,
            rule.schedule or "",
            int(rule.state == "open"),
            rule.callers or "",
            -1 if rule.anonymous is None else int(rule.anonymous),
            int(rule.dialled is not None),
            rule.variable or "",
            rule.equals or "",
        )
        for number in dict.fromkeys(rule.dialled or ()):
            yield RuleDialledRow(tenant.tenant, name, position, number)
