"""``status``: what runs where."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["status"]


def status(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Show the hosts: their release, their services, and whether their tenants are up to date.

    The exit code is 1 when something that should run does not, does not answer, keeps crashing, or serves another file
    than the one that is there; also when a disk is full or read-only, when a host does not know how the last rollout left
    it or has missed a revision, and when an unfinished rollout has no running apply. It is 3 when a host could not be
    asked. It only looks, so it can be asked while an apply runs.
    """
    from dataclasses import replace

    from wcoctl.cli import show
    from wcoctl.errors import UserError
    from wcoctl.rollout.session import Session, refuse_silent
    from wcoctl.rollout.status import site_status
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = replace(find_site(site), beside="status")
    with locked(directory, wait=True), show.progress() as progress:
        session = Session.open(directory, without or [])
        fleet, hosts = site_status(session, progress)
    broken = sorted(session.workspace.broken)
    result = {
        "hosts": hosts,
        "silent": dict(fleet.silent),
        "broken_tenants": broken,
        "notes": fleet.notes,
    }
    if not json:
        show.screen.print(show.status_table(hosts, fleet.silent))
        show.tell_notes(fleet.notes)
        if broken:
            show.screen.print(f"errors in the files of {', '.join(broken)} (wcoctl validate lists them)")
    refuse_silent(fleet, result)
    if alarms := [f"{name}: {text}" for name, host in hosts.items() for text in host["alarms"]]:
        raise UserError("\n".join(alarms), result=result)
    if json:
        show.print_json(result)
