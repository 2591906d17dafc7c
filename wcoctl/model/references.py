"""What the parts of a tenant name of each other: prompts, lists, schedules, users, groups."""

from collections.abc import Iterator

from wcoctl.blocks.base import Reference
from wcoctl.model.tenant import Tenant

__all__ = ["prompts_of", "references"]


def references(tenant: Tenant) -> Iterator[Reference]:
    """Yield every name that has to be an entry of a collection of the tenant."""
    for position, rule in enumerate(tenant.blocklist):
        if rule.callers is not None:
            yield Reference(("blocklist", position, "callers"), "lists", rule.callers)
    for name, announcement in tenant.occasional_announcements.items():
        yield Reference(("occasional_announcements", name, "prompt"), "prompts", announcement.prompt)
    for name, block in tenant.blocks.items():
        for place, collection, wanted in block.references():
            yield Reference(("blocks", name, *place), collection, wanted)


def prompts_of(tenant: Tenant) -> set[str]:
    """Return the names of the prompts that calls may hear."""
    return {reference.name for reference in references(tenant) if reference.collection == "prompts"}
