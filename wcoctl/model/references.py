"""What the parts of a tenant name of each other: prompts, lists, schedules, users, groups."""

from collections.abc import Iterator

from wcoctl.model.named import Reference, references_in
from wcoctl.model.tenant import Tenant

__all__ = ["prompts_of", "references"]


def references(tenant: Tenant) -> Iterator[Reference]:
    """Yield every name that has to be an entry of a collection of the tenant."""
    for position, rule in enumerate(tenant.blocklist):
        yield from references_in(rule, ("blocklist", position))
    for name, announcement in tenant.occasional_announcements.items():
        yield from references_in(announcement, ("occasional_announcements", name))
    for name, block in tenant.blocks.items():
        yield from references_in(block, ("blocks", name))


def prompts_of(tenant: Tenant) -> set[str]:
    """Return the names of the prompts that calls may hear."""
    return {reference.name for reference in references(tenant) if reference.collection == "prompts"}
