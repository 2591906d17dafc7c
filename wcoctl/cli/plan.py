"""``plan``: what would change on which host."""

from wcoctl.cli.options import Drift, Json, NewSecrets, Revision, SiteName, TenantNames, Without

__all__ = ["plan"]


def plan(
    site: SiteName,
    tenants: TenantNames = None,
    json: Json = False,
    without: Without = None,
    drift: Drift = False,
    revision: Revision = None,
    new_secrets: NewSecrets = False,
) -> None:
    """Check a site's files, show what `apply` would change on its hosts, and list newer packages (`upgrade`)."""
    from wcoctl.cli import show
    from wcoctl.rollout.apply import tenant_details
    from wcoctl.rollout.permission import Permission
    from wcoctl.rollout.revision import check_unseen
    from wcoctl.rollout.session import Session, refuse_broken, refuse_silent
    from wcoctl.rollout.updates import known_updates
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        permission = Permission(revision=revision, new_secrets=new_secrets)
        session = Session.open(directory, without or [], only=tenants, drift=drift, permission=permission)
        fleet, difference = session.ask(progress)
        details = tenant_details(session, difference, progress)
        updates = known_updates(session, progress)
    hosts = show.difference_data(difference, details)
    notes = [*fleet.notes, *session.renewals(fleet)]
    empty = difference.empty and not fleet.silent
    result = {
        "hosts": hosts,
        "silent": dict(fleet.silent),
        "empty": empty,
        "updates": updates,
        "notes": notes,
    }
    if not json:
        show.screen.print(show.difference_tree(f"What apply would change in {directory.root.name}", hosts))
        show.screen.print(show.notes_tree(updates))
        show.tell_notes(notes)
    refuse_silent(fleet, result, session.problems)
    check_unseen(session, fleet, difference, result)
    refuse_broken(session, result)
    if json:
        show.print_json(result)
