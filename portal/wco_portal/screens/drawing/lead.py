"""An exit led to another block."""

from collections.abc import Mapping
from typing import Any

from wco_portal.drafts.document import value_at
from wcoctl.model.finding import Place
from wcoctl.model.tenant import Tenant

__all__ = ["led", "place_of"]


def place_of(tenant: Tenant, block: str, dotted: str) -> Place | None:
    """Return where a block's settings name an exit that a form carries as a text; None if it has no such exit."""
    places = (way.place for way in tenant.blocks[block].used_ways())
    return next((place for place in places if ".".join(map(str, place)) == dotted), None)


def led(block: Mapping[str, Any], place: Place, target: str) -> dict[str, Any]:
    """Return the settings of a block with an exit that leads elsewhere."""
    found: dict[str, Any] = _with(block, place, target)
    return found


def _with(value: Any, place: Place, target: str) -> Any:
    if not place:
        return target
    first, *rest = place
    if isinstance(value, list):
        return [_with(one, tuple(rest), target) if at == first else one for at, one in enumerate(value)]
    known = dict(value) if isinstance(value, Mapping) else {}
    return known | {str(first): _with(value_at(known, (first,)), tuple(rest), target)}
