"""Conditional routing: rules, exits, and what makes a rule one that can hold."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from wcoctl.blocks.base import BaseBlock
from wcoctl.blocks.exits import Exits, Passed, Taken, Way
from wcoctl.model.base import Identifier, Strict, Target
from wcoctl.model.finding import Finding, Names, Place, suggest
from wcoctl.model.named import ListName, ScheduleName
from wcoctl.model.numbers import PhoneNumber

if TYPE_CHECKING:
    from wcoctl.model.tenant import Tenant

__all__ = ["MODEL", "Condition", "Rule"]


class Rule(Strict):
    """One rule of a condition: it holds when all that it names holds."""

    schedule: ScheduleName | None = None
    """Schedule to ask."""
    state: Literal["open", "closed"] = "open"
    """Which state of the schedule fits."""
    callers: ListName | None = None
    """List that has to hold the caller's number."""
    anonymous: bool | None = None
    """True: only callers who withhold their number; false: only those who show it."""
    dialled: Annotated[list[PhoneNumber], Field(min_length=1)] | None = None
    """Main numbers, one of which was dialled."""
    variable: Identifier | None = None
    """Variable that a webhook has set before."""
    equals: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    """Value that the variable has to have."""
    to: Target
    """Where the call goes when the rule holds."""

    def criteria(self) -> tuple[object, ...]:
        """Return what it asks besides the dialled number; None stands for "not asked"."""
        schedule = (self.schedule, self.state) if self.schedule else None
        variable = (self.variable, self.equals) if self.variable else None
        return schedule, self.callers, self.anonymous, variable

    def asks(self) -> bool:
        """Whether it asks anything."""
        return self.dialled is not None or any(asked is not None for asked in self.criteria())

    def covers(self, later: "Rule") -> bool:
        """Whether it asks nothing that the later one does not ask too."""
        pairs = zip(self.criteria(), later.criteria(), strict=True)
        if not self.asks() or not all(asked is None or asked == wanted for asked, wanted in pairs):
            return False
        if self.dialled is None:
            return True
        return later.dialled is not None and set(later.dialled) <= set(self.dialled)


class ConditionExits(Exits):
    """The way on when no rule holds."""

    otherwise: Passed
    """No rule holds."""


class Condition(BaseBlock):
    """Conditional routing (warunkowe przekierowanie): the first rule that holds decides."""

    goes_on: ClassVar[bool] = True

    type: Literal["condition"]
    """Type of the block."""
    rules: Annotated[list[Rule], Field(min_length=1, max_length=50)]
    """Rules in the order in which they are asked."""
    exits: ConditionExits
    """Where the call goes when no rule holds."""

    def choices(self) -> Iterator[Way]:
        """Yield the way of each rule."""
        for position, rule in enumerate(self.rules):
            yield Way(("rules", position, "to"), f"rule_{position + 1}", rule.to, Taken.PASSED)

    def check(self, tenant: "Tenant", _name: str, names: Names) -> Iterator[Finding]:
        """Check that each rule asks something that can hold, and can have its turn."""
        whole = set(names["blocks"]) == tenant.blocks.keys()
        told = {variable for block in tenant.blocks.values() for variable in block.variables_told()}
        for position, rule in enumerate(self.rules):
            place = ("rules", position)
            yield from _can_hold(rule, place, tenant.main_numbers.all())
            yield from _variable(rule, place, told if whole else None)
            earlier = next((n for n, other in enumerate(self.rules[:position]) if other.covers(rule)), None)
            if earlier is not None:
                message = f"never matches: rules[{earlier}] matches first"
                yield Finding(place, message, "move it up, or delete it")


def _can_hold(rule: Rule, place: Place, main: Collection[str]) -> Iterator[Finding]:
    if not rule.asks():
        yield Finding(
            place,
            "has no condition",
            "set schedule, callers, anonymous, dialled or variable; exits.otherwise takes the rest",
        )
    if rule.schedule is None and "state" in rule.model_fields_set:
        yield Finding((*place, "state"), "has no schedule", "set the schedule too, or delete the state")
    if rule.callers is not None and rule.anonymous:
        yield Finding(
            (*place, "anonymous"),
            "never matches together with callers",
            "write two rules: an anonymous caller is on no list",
        )
    for position, number in enumerate(rule.dialled or ()):
        if number not in main:
            hint = "use a number from `main_numbers`"
            yield Finding(
                (*place, "dialled", position), f"{number} is not a main number of this tenant", hint
            )


def _variable(rule: Rule, place: Place, told: set[str] | None) -> Iterator[Finding]:
    """Check that a variable has a value to compare, and is set by some webhook; none are known of an unreadable spec."""
    if (rule.variable is None) is not (rule.equals is None):
        missing, present = ("equals", "variable") if rule.variable else ("variable", "equals")
        yield Finding(place, f"has `{present}` without `{missing}`", f"set both, or delete `{present}`")
    if told is not None and rule.variable is not None and rule.variable not in told:
        hint = suggest(rule.variable, sorted(told), "`variables` of a block of the type webhook")
        yield Finding((*place, "variable"), f"no webhook sets the variable `{rule.variable}`", hint)


MODEL = Condition
