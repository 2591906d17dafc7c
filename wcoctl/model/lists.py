"""Empty lists of callers: reported, and accepted, as they may be filled later."""

from collections.abc import Iterator

from wcoctl.model.finding import Finding
from wcoctl.model.tenant import Tenant

__all__ = ["list_notes"]


def list_notes(tenant: Tenant) -> Iterator[Finding]:
    """Yield each list without a number."""
    for name, entries in tenant.lists.items():
        if not entries.numbers and not entries.prefixes:
            yield Finding(("lists", name), "is empty", "add `numbers` or `prefixes`, or delete it")
