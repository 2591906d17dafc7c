"""``unlock``: a user whom the spending guard has locked dials again."""

from typing import Annotated

import typer

from wcoctl.cli.options import Json, SiteName, TenantName

__all__ = ["unlock"]

User = Annotated[str, typer.Argument(metavar="USER", help="Identifier of the user, as in the tenant's file.")]


def unlock(site: SiteName, tenant: TenantName, user: User, json: Json = False) -> None:
    """Unlock a user whom the spending guard has locked; it takes effect within a second."""
    from wcoctl.cli import show
    from wcoctl.rollout.session import Session
    from wcoctl.rollout.unlock import check_identifiers, unlock_user
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    check_identifiers(tenant, user)
    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        was_locked = unlock_user(Session.open(directory, []), tenant, user, progress)
    if json:
        show.print_json({"tenant": tenant, "user": user, "was_locked": bool(was_locked)})
    elif was_locked is None:
        show.screen.print(f"the hosts have no lock of a user {user} of {tenant}: nothing was changed")
    else:
        said = "is no longer locked" if was_locked else "was not locked"
        show.screen.print(f"{user} of {tenant} {said}")
