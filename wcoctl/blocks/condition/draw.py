"""A condition in the picture."""

from collections.abc import Iterator

from wcoctl.blocks.condition.model import Condition, Rule
from wcoctl.graph.labels import first, some
from wcoctl.model.tenant import Tenant

__all__ = ["SHAPE", "details"]

SHAPE = ("hexagon", "#fae8ff")


def details(_tenant: Tenant, _name: str, block: Condition) -> Iterator[str]:
    """Yield what is worth knowing of the block of this name at a glance."""
    yield from first([f"{position}: {_asked(rule)}" for position, rule in enumerate(block.rules, 1)], "rules")


def _asked(rule: Rule) -> str:
    asked = [f"{rule.schedule} {rule.state}"] if rule.schedule else []
    asked += [f"caller on {rule.callers}"] if rule.callers else []
    if rule.anonymous is not None:
        asked.append("number withheld" if rule.anonymous else "number shown")
    asked += [f"dialled {some(rule.dialled, 1)}"] if rule.dialled else []
    return " and ".join(asked) or "always"
