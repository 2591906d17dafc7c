"""Taking off the lock that the spending guard has put on a user."""

from wcoctl.errors import UserError
from wcoctl.site.runner import Watcher, run_playbook
from wcoctl.site.session import Session
from wcoctl.spec.load import load_tenant, tenant_file

__all__ = ["unlock_user"]


def unlock_user(session: Session, tenant: str, user: str, watcher: Watcher) -> bool:
    """Let the user dial again and return whether there was a lock; UserError when there is no such user.

    Of a tenant whose file is away or has mistakes, the hosts know who is locked.
    """
    if tenant in session.workspace.manifest:
        users = load_tenant(tenant_file(session.site.root, tenant)).model.users
        if user not in users:
            raise UserError(f"the tenant '{tenant}' has no user '{user}' (its users: {', '.join(users)})")
    elif tenant not in session.workspace.broken:
        fleet, _ = session.ask(watcher)
        if not any(tenant in state.manifest for state in fleet.hosts.values()):
            raise UserError(f"there is no tenant '{tenant}' in {session.site.root} or on its hosts")
    values = {"unlock_tenant": tenant, "unlock_user": user}
    run = run_playbook(session.site, "unlock", watcher=watcher, values=values)
    run.raise_for_failures()
    return bool(run.changed)
