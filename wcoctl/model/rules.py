"""The rules that bind the parts of one tenant together; all are asked, and each says all that it finds.

A spec with unreadable parts is still asked what its readable parts allow: ``names`` then holds the names of
the unreadable ones too, and the rules about the whole wait until everything can be read.
"""

from collections.abc import Callable, Iterator

from wcoctl.model.base import HANGUP
from wcoctl.model.finding import Finding, Names
from wcoctl.model.references import references
from wcoctl.model.rules_entrance import check_entrance
from wcoctl.model.rules_flow import check_endless, check_exits, check_reachable
from wcoctl.model.rules_numbers import check_internal_numbers, check_main_numbers, check_users
from wcoctl.model.rules_people import check_contract, check_forwarding, check_presentation
from wcoctl.model.rules_references import check_references
from wcoctl.model.rules_ringing import check_rung_numbers
from wcoctl.model.rules_schedules import check_schedules
from wcoctl.model.tenant import Tenant

__all__ = ["COLLECTIONS", "check_tenant", "names_of"]

COLLECTIONS = (
    "users",
    "internal_numbers",
    "lists",
    "occasional_announcements",
    "schedules",
    "prompts",
    "blocks",
)


def names_of(tenant: Tenant) -> Names:
    """Return the names of a tenant that could be read as a whole."""
    return {collection: getattr(tenant, collection) for collection in COLLECTIONS}


def check_tenant(
    tenant: Tenant, names: Names, *, whole: bool = True, contract: bool = True
) -> Iterator[Finding]:
    """Yield everything that is wrong between the parts of a tenant; of a contract only if it could be read."""
    rules = _PARTS + (_CONTRACT if contract else ()) + (_WHOLE if whole else ())
    for rule in rules:
        yield from rule(tenant, names)


def check_names(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that no block has the name of the exit target that hangs up."""
    if HANGUP in tenant.blocks:
        yield Finding(
            ("blocks", HANGUP),
            f"`{HANGUP}` is the reserved target that ends a call",
            "give the block another name",
        )


def check_prompts(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each prompt has one source."""
    for name, prompt in tenant.prompts.items():
        if prompt.text is None and prompt.wav is None:
            yield Finding(
                ("prompts", name), "has neither text nor wav", "add the text to speak, or a WAV file"
            )
        elif prompt.text is not None and prompt.wav is not None:
            yield Finding(("prompts", name), "has both text and wav", "keep one of them")


def check_blocks(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check each block by the rules of its type."""
    for name, block in tenant.blocks.items():
        for place, message, hint in block.check(tenant, name, names):
            yield Finding(("blocks", name, *place), message, hint)


def check_limits(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that the tenant keeps to its contract."""
    for collection, count in (
        ("users", len(tenant.users)),
        ("main_numbers", 1 + len(tenant.main_numbers.additional)),
    ):
        allowed: int = getattr(tenant.contract, collection)
        if count > allowed:
            what = collection.replace("_", " ")
            message = f"the tenant has {count} {what}, and its contract allows {allowed}"
            yield Finding((collection,), message, f"remove some, or raise contract.{collection}")


def check_unused(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that every prompt, list and schedule is there for something.

    Not asked of a collection from which something unknown is wanted: the name may be misspelt there.
    """
    used: dict[str, set[str]] = {"prompts": set(), "lists": set(), "schedules": set()}
    for reference in references(tenant):
        used.setdefault(reference.collection, set()).add(reference.name)
    for collection in ("prompts", "lists", "schedules"):
        known, wanted = getattr(tenant, collection).keys(), used[collection]
        for name in known - wanted if wanted <= known else ():
            yield Finding((collection, name), "is unused", "use it or delete it")


_Rule = Callable[[Tenant, Names], Iterator[Finding]]

_PARTS: tuple[_Rule, ...] = (
    check_names,
    check_prompts,
    check_exits,
    check_references,
    check_main_numbers,
    check_users,
    check_presentation,
    check_forwarding,
    check_internal_numbers,
    check_schedules,
    check_entrance,
    check_blocks,
)
_CONTRACT: tuple[_Rule, ...] = (check_rung_numbers, check_contract)
_WHOLE: tuple[_Rule, ...] = (check_limits, check_unused, check_reachable, check_endless)
