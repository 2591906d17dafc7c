"""Rules about the numbers of one tenant: main numbers, users' phones, internal numbers."""

from collections.abc import Iterator

from wcoctl.spec.blocks import Group, Redirect
from wcoctl.spec.finding import Finding, Names, Place, suggest
from wcoctl.spec.numbers import HOME_REGION, is_ordinary
from wcoctl.spec.tenant import Tenant

__all__ = ["check_internal_numbers", "check_main_numbers", "check_users", "main_numbers"]


def main_numbers(tenant: Tenant) -> Iterator[tuple[Place, str]]:
    """Yield each main number with its place."""
    yield ("main_numbers", "primary", "number"), tenant.main_numbers.primary.number
    for position, additional in enumerate(tenant.main_numbers.additional):
        yield ("main_numbers", "additional", position, "number"), additional.number


def check_main_numbers(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that a main number is the operator's, stands once, and that no redirect calls the switchboard itself."""
    seen: set[str] = set()
    for place, number in main_numbers(tenant):
        if number in seen:
            yield Finding(place, f"{number} is a main number already", "name each main number once")
        seen.add(number)
        if not is_ordinary(number):
            message = f"{number} is no ordinary number of {HOME_REGION}, so it cannot be a main number"
            yield Finding(place, message, "take a mobile or landline number of the operator")
    for name, block in tenant.blocks.items():
        if isinstance(block, Redirect) and block.number in seen:
            hint = "let the exit lead to the block where the number's calls begin"
            yield Finding(
                ("blocks", name, "number"), f"{block.number} is a main number of this switchboard", hint
            )


def check_users(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each user has a phone of their own, outside of the switchboard."""
    main = {number for _, number in main_numbers(tenant)}
    owners: dict[str, str] = {}
    for name, user in tenant.users.items():
        if user.number in main:
            hint = "give the number of the user's own phone"
            yield Finding(
                ("users", name, "number"), f"{user.number} is a main number of this switchboard", hint
            )
        owner = owners.setdefault(user.number, name)
        if owner != name:
            hint = "keep one user for one phone; otherwise a group rings it twice"
            yield Finding(
                ("users", name, "number"), f"{user.number} is the number of the user `{owner}` already", hint
            )


def check_internal_numbers(tenant: Tenant, names: Names) -> Iterator[Finding]:
    """Check that an internal number reaches either a user or a group."""
    for digits, target in tenant.internal_numbers.items():
        place = ("internal_numbers", digits)
        if (target.user is None) == (target.group is None):
            said = "both a user and a group" if target.user else "neither a user nor a group"
            yield Finding(place, f"reaches {said}", "name one of them")
            continue
        if target.user is not None and target.user not in names["users"]:
            yield Finding(
                (*place, "user"),
                f"`{target.user}` is no user",
                suggest(target.user, names["users"], "`users`"),
            )
        if target.group is not None and not isinstance(tenant.blocks.get(target.group), Group):
            groups = [name for name, block in tenant.blocks.items() if isinstance(block, Group)]
            if target.group in tenant.blocks or target.group not in names["blocks"]:
                hint = suggest(target.group, groups, "`blocks`")
                yield Finding((*place, "group"), f"`{target.group}` is no block of the type group", hint)
