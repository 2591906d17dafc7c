"""Rules about single blocks: that what they name exists and makes sense together."""

from collections.abc import Collection, Iterator
from itertools import pairwise

from wcoctl.spec.blocks import (
    Condition,
    Group,
    InputBlock,
    InternalNumberBlock,
    Menu,
    Rule,
)
from wcoctl.spec.finding import Finding, Names, Place, suggest
from wcoctl.spec.flow import offered
from wcoctl.spec.rules_numbers import main_numbers
from wcoctl.spec.tenant import Tenant

__all__ = ["check_conditions", "check_groups", "check_input"]

MEMBER_SIGNS = 53
"""Asterisk keeps the name of a group's member, made of user, block and tenant, in a field of 80 bytes."""


def check_input(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check that internal numbers are wired and do not begin alike."""
    for name, block in tenant.blocks.items():
        place = ("blocks", name)
        if isinstance(block, Menu):
            yield from _menu_exits(block, place)
        if isinstance(block, InternalNumberBlock):
            yield from _available(block, place, names["internal_numbers"])
        if isinstance(block, InputBlock) and not block.mixed_lengths:
            yield from _prefixes(sorted(offered(tenant, block)), place)


def _menu_exits(menu: Menu, place: Place) -> Iterator[Finding]:
    """Check that the exits of internal numbers are wired when there are some, and not otherwise."""
    wired = menu.exits.model_fields_set
    for name in ("busy", "no_answer"):
        if menu.dial_internal and name not in wired:
            hint = f"add `{name}`: with dial_internal a user may be rung from this menu"
            yield Finding((*place, "exits", name), "is missing", hint)
    for name in () if menu.dial_internal else sorted(wired & {"busy", "no_answer", "end_of_call"}):
        yield Finding(
            (*place, "exits", name), "is never taken", "set dial_internal: true, or delete the exit"
        )


def _available(block: InternalNumberBlock, place: Place, known: Collection[str]) -> Iterator[Finding]:
    if not (known if block.available is None else block.available):
        yield Finding(
            place, "offers no internal number", "add `internal_numbers` to the tenant, or delete the block"
        )
    seen: set[str] = set()
    for position, digits in enumerate(block.available or ()):
        if digits not in known:
            hint = suggest(digits, known, "`internal_numbers`")
            yield Finding((*place, "available", position), f"`{digits}` is no internal number", hint)
        elif digits in seen:
            yield Finding((*place, "available", position), f"`{digits}` stands twice", "keep one of them")
        seen.add(digits)


def _prefixes(digits: list[str], place: Place) -> Iterator[Finding]:
    """Compare neighbours: sorted, a number stands right before the first that begins with it."""
    for shorter, longer in pairwise(digits):
        if longer.startswith(shorter) and longer != shorter:
            hint = "choose numbers that do not, or set mixed_lengths: true and tell callers to end with #"
            yield Finding(
                place, f"offers the internal numbers {shorter} and {longer}, which begin alike", hint
            )


def check_groups(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that the members of a group are named once, and that Asterisk can tell them apart."""
    for name, block in tenant.blocks.items():
        if not isinstance(block, Group):
            continue
        yield from _callback(block, ("blocks", name))
        seen: set[str] = set()
        for position, member in enumerate(block.members):
            place = ("blocks", name, "members", position)
            if member in seen:
                yield Finding(place, f"`{member}` is a member twice", "keep one of them")
            signs = len(member) + len(name) + len(tenant.tenant)
            if signs > MEMBER_SIGNS:
                message = f"the names of user, group and tenant have {signs} signs together"
                yield Finding(place, message, f"shorten one of them; {MEMBER_SIGNS} fit")
            seen.add(member)


def _callback(block: Group, place: Place) -> Iterator[Finding]:
    """Check that the exit of those who will be called back is wired exactly when there is a key for it."""
    wired = "callback" in block.exits.model_fields_set
    if block.callback_key is not None and not wired:
        hint = "add `callback`: where callers go who have asked to be called back"
        yield Finding((*place, "exits", "callback"), "is missing", hint)
    if block.callback_key is None and wired:
        hint = "set callback_key, or delete the exit"
        yield Finding((*place, "exits", "callback"), "is never taken", hint)


def check_conditions(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each rule asks something that can hold, and can have its turn."""
    main: set[str] = set()
    for name, block in tenant.blocks.items():
        if not isinstance(block, Condition):
            continue
        main = main or {number for _, number in main_numbers(tenant)}
        for position, rule in enumerate(block.rules):
            place = ("blocks", name, "rules", position)
            yield from _rule(rule, place, main)
            earlier = next(
                (n for n, other in enumerate(block.rules[:position]) if _covers(other, rule)), None
            )
            if earlier is not None:
                message = f"never has its turn, since rules[{earlier}] holds whenever it does"
                yield Finding(place, message, "move it up, or delete it")


def _rule(rule: Rule, place: Place, main: set[str]) -> Iterator[Finding]:
    if not _asks(rule):
        yield Finding(
            place,
            "asks nothing",
            "name schedule, callers, anonymous, dialled or variable; exits.otherwise takes the rest",
        )
    if rule.schedule is None and "state" in rule.model_fields_set:
        yield Finding(
            (*place, "state"), "is the state of no schedule", "name the schedule too, or delete the state"
        )
    if rule.callers is not None and rule.anonymous:
        yield Finding(
            (*place, "anonymous"),
            "never holds together with callers",
            "make two rules: such a caller is on no list",
        )
    for position, number in enumerate(rule.dialled or ()):
        if number not in main:
            hint = "name a number of `main_numbers`"
            yield Finding((*place, "dialled", position), f"{number} is no main number of this tenant", hint)


def _criteria(rule: Rule) -> tuple[object, ...]:
    """Return what a rule asks besides the dialled number; None stands for "not asked"."""
    schedule = (rule.schedule, rule.state) if rule.schedule else None
    variable = (rule.variable, rule.equals) if rule.variable else None
    return schedule, rule.callers, rule.anonymous, variable


def _asks(rule: Rule) -> bool:
    return rule.dialled is not None or any(asked is not None for asked in _criteria(rule))


def _covers(earlier: Rule, later: Rule) -> bool:
    """Whether the earlier rule asks nothing that the later one does not ask too."""
    pairs = zip(_criteria(earlier), _criteria(later), strict=True)
    if not _asks(earlier) or not all(asked is None or asked == wanted for asked, wanted in pairs):
        return False
    if earlier.dialled is None:
        return True
    return later.dialled is not None and set(later.dialled) <= set(earlier.dialled)
