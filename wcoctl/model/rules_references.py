"""Rules about names: what a part of the tenant names has to exist."""

from collections.abc import Collection, Iterator

from wcoctl.model.finding import Finding, Names, suggest
from wcoctl.model.references import references
from wcoctl.model.tenant import Tenant

__all__ = ["check_references"]

_UNKNOWN = {
    "prompts": "unknown prompt `{}`",
    "lists": "unknown list `{}`",
    "schedules": "unknown schedule `{}`",
    "users": "unknown user `{}`",
    "groups": "`{}` is not a block of type group",
    "occasional_announcements": "unknown occasional announcement `{}`",
}


def check_references(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check that every prompt, list, schedule, user, group and announcement that is named exists."""
    for place, collection, name in references(tenant):
        known, where = _known(tenant, names, collection)
        if name in known or (collection == "groups" and _unreadable(tenant, names, name)):
            continue
        yield Finding(place, _UNKNOWN[collection].format(name), suggest(name, known, f"`{where}`"))


def _known(tenant: Tenant, names: Names, collection: str) -> tuple[Collection[str], str]:
    if collection == "groups":
        return tenant.named("groups"), "blocks"
    return names[collection], collection


def _unreadable(tenant: Tenant, names: Names, block: str) -> bool:
    """Whether there is such a block, which may be a group once its mistakes are fixed."""
    return block in names["blocks"] and block not in tenant.blocks
