"""Conditional routing: ordered rules, the first that holds decides."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wcoctl.spec.base import Identifier, Strict, Target
from wcoctl.spec.blocks.base import BaseBlock
from wcoctl.spec.numbers import PhoneNumber

__all__ = ["Condition", "Rule"]


class Rule(Strict):
    """One rule of a condition: it holds when all that it names holds."""

    schedule: Identifier | None = None
    """Schedule to ask."""
    state: Literal["open", "closed"] = "open"
    """Which state of the schedule fits."""
    callers: Identifier | None = None
    """List that has to hold the caller's number."""
    anonymous: bool | None = None
    """True: only callers who withhold their number; false: only those who show it."""
    dialled: Annotated[list[PhoneNumber], Field(min_length=1)] | None = None
    """Main numbers, one of which was dialled."""
    variable: Identifier | None = None
    """Variable that a server block has set before."""
    equals: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    """Value that the variable has to have."""
    to: Target
    """Where the call goes when the rule holds."""


class ConditionExits(Strict):
    """The way on when no rule holds."""

    otherwise: Target
    """No rule holds."""


class Condition(BaseBlock):
    """Conditional routing (warunkowe przekierowanie): the first rule that holds decides."""

    type: Literal["condition"]
    """Type of the block."""
    rules: Annotated[list[Rule], Field(min_length=1, max_length=50)]
    """Rules in the order in which they are asked."""
    exits: ConditionExits
    """Where the call goes when no rule holds."""
