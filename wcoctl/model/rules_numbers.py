"""Rules about the numbers of one tenant: main numbers, users' phones, internal numbers."""

from collections.abc import Iterator

from wcoctl.model.finding import Finding, Names, suggest
from wcoctl.model.numbers import is_ordinary
from wcoctl.model.tenant import Tenant
from wcoctl.numbering.dialled import HOME_REGION

__all__ = ["check_internal_numbers", "check_main_numbers", "check_users"]


def check_main_numbers(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that a main number is the operator's, and is listed once."""
    seen: set[str] = set()
    for place, number in tenant.main_numbers.placed():
        if number in seen:
            yield Finding(place, f"{number} is a main number already", "list each main number once")
        seen.add(number)
        if not is_ordinary(number):
            message = f"{number} is not an ordinary number of {HOME_REGION}, so it cannot be a main number"
            yield Finding(place, message, "use a mobile or landline number of the operator")


def check_users(tenant: Tenant, _names: Names) -> Iterator[Finding]:
    """Check that each user has a phone of their own, outside the switchboard."""
    main = tenant.main_numbers.all()
    owners: dict[str, str] = {}
    for name, user in tenant.users.items():
        if user.number in main:
            hint = "use the number of the user's own phone"
            yield Finding(
                ("users", name, "number"), f"{user.number} is a main number of this switchboard", hint
            )
        owner = owners.setdefault(user.number, name)
        if owner != name:
            hint = "keep one user per phone; otherwise a group rings it twice"
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
                f"unknown user `{target.user}`",
                suggest(target.user, names["users"], "`users`"),
            )
        groups = tenant.named("groups")
        if target.group is None or target.group in groups:
            continue
        # A block with mistakes may be a group once they are fixed.
        if target.group in tenant.blocks or target.group not in names["blocks"]:
            hint = suggest(target.group, groups, "`blocks`")
            yield Finding((*place, "group"), f"`{target.group}` is not a block of type group", hint)
