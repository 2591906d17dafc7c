"""Taking off the lock that the spending guard has put on a user."""

from pydantic import TypeAdapter, ValidationError

from wcoctl.errors import UserError
from wcoctl.model.base import Identifier
from wcoctl.model.finding import printable
from wcoctl.model.load import load_tenant, tenant_file
from wcoctl.rollout.runner import Watcher, run_playbook
from wcoctl.rollout.session import Session

__all__ = ["check_identifiers", "unlock_user"]

_COMMAND = "ansible.builtin.command"


def check_identifiers(*names: str) -> None:
    """Raise UserError when one of the names can be no identifier of a company or a user."""
    for name in names:
        try:
            TypeAdapter(Identifier).validate_python(name)
        except ValidationError:
            raise UserError(
                f"'{printable(name)}' is not an identifier (lower-case letters, digits and _, as in the tenant's file)"
            ) from None


def unlock_user(session: Session, tenant: str, user: str, watcher: Watcher) -> bool | None:
    """Let the user dial again and return whether there was a lock; UserError when there is no such user.

    Of a tenant whose file is away or has mistakes, the hosts know who is locked: None when they know nothing of the user.
    """
    known = tenant in session.workspace.manifest
    if known:
        users = load_tenant(tenant_file(session.site.root, tenant)).model.users
        if user not in users:
            raise UserError(f"the tenant '{tenant}' has no user '{user}' (its users: {', '.join(users)})")
    elif tenant not in session.workspace.broken:
        fleet, _ = session.ask(watcher)
        if not any(tenant in state.manifest for state in fleet.hosts.values()):
            raise UserError(f"there is no tenant '{tenant}' in {session.site.root} or on its hosts")
    values = {"unlock_tenant": tenant, "unlock_user": user, "unlock_known": str(known).lower()}
    run = run_playbook(session.site, "unlock", watcher=watcher, keep=[_COMMAND], values=values)
    run.raise_for_failures()
    if not any(result["stdout"] for result in run.results_of(_COMMAND).values()):
        return None
    return bool(run.changed)
