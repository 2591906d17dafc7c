"""``verify``: whether the running site does what it should."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["verify"]


def verify(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Check the running hosts: services, connections between them, call plans, calls to the test number.

    The exit code is 1 when something has to be fixed, 3 when a host could not be asked. Newer packages are reported as notes:
    Debian's security updates, and a newer Asterisk than the pinned one.
    """
    from wcoctl.cli import show
    from wcoctl.errors import RunFailed, UserError
    from wcoctl.rollout.session import Session
    from wcoctl.rollout.verification import REACHABLE, verify_site
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [], drift=True)
        checks = verify_site(session, progress)
    broken = [check for check in checks if check.reason]
    result = {"checks": show.checks_data(checks), "broken": len(broken)}
    if not json:
        show.screen.print(show.checks_tree(directory.root.name, checks))
    if broken:
        told = f"{len(broken)} of {len(checks)} checks failed"
        if any(check.claim == REACHABLE for check in broken):
            raise RunFailed(told, result)
        raise UserError(told, result=result)
    if json:
        show.print_json(result)
