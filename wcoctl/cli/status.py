"""``status``: what runs where."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["status"]


def status(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Show the hosts: their release, their services, and whether their tenants are up to date."""
    from wcoctl.cli import show
    from wcoctl.site.directory import find_site
    from wcoctl.site.lock import locked
    from wcoctl.site.session import Session, refuse_silent
    from wcoctl.site.state import site_status

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [])
        fleet, hosts = site_status(session, progress)
    broken = sorted(session.workspace.broken)
    result = {"hosts": hosts, "silent": dict(fleet.silent), "broken_tenants": broken}
    if not json:
        show.screen.print(show.status_table(hosts, fleet.silent))
        if broken:
            show.screen.print(f"mistakes in the files of {', '.join(broken)} (wco validate tells them)")
    refuse_silent(fleet, result)
    if json:
        show.print_json(result)
