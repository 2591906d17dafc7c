"""Taking off the lock that the spending guard has put on a user."""

from wcoctl.errors import UserError
from wcoctl.site.runner import Watcher, run_playbook
from wcoctl.site.session import Session
from wcoctl.spec.load import load_tenant, tenant_file

__all__ = ["unlock_user"]


def unlock_user(session: Session, tenant: str, user: str, watcher: Watcher) -> bool:
    """Let the user dial again and return whether there was a lock; UserError when there is no such user."""
    if tenant not in session.workspace.broken:
        users = load_tenant(tenant_file(session.site.root, tenant)).model.users
        if user not in users:
            raise UserError(f"the tenant '{tenant}' has no user '{user}' (its users: {', '.join(users)})")
    values = {"unlock_tenant": tenant, "unlock_user": user}
    run = run_playbook(session.site, "unlock", watcher=watcher, values=values)
    run.raise_for_failures()
    return bool(run.changed)
