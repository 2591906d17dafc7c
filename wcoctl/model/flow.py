"""Where the calls of a tenant begin."""

from collections.abc import Iterator

from wcoctl.model.finding import Place
from wcoctl.model.tenant import Tenant

__all__ = ["entries", "entry_blocks"]


def entries(tenant: Tenant) -> Iterator[tuple[Place, str]]:
    """Yield each block where calls begin, with the place that names it."""
    numbers = tenant.main_numbers
    yield ("main_numbers", "primary", "entry"), numbers.primary.entry
    for position, number in enumerate(numbers.additional):
        if number.entry is not None:
            yield ("main_numbers", "additional", position, "entry"), number.entry
    for name, user in tenant.users.items():
        if user.direct_calls is not None:
            yield ("users", name, "direct_calls"), user.direct_calls
    for position, rule in enumerate(tenant.blocklist):
        if rule.to is not None:
            yield ("blocklist", position, "to"), rule.to


def entry_blocks(tenant: Tenant) -> dict[str, str]:
    """Return the block where the calls of each number begin: main numbers, and users' with direct calls."""
    main = tenant.main_numbers
    found = {number.number: number.entry or main.primary.entry for number in main.additional}
    found[main.primary.number] = main.primary.entry
    return found | {user.number: user.direct_calls for user in tenant.users.values() if user.direct_calls}
