"""``apply``: makes the hosts what the site's files say."""

from typing import Annotated

import typer

from wcoctl.cli.options import Drift, Json, SiteName, TenantNames, Without

__all__ = ["apply"]


def apply(
    site: SiteName,
    tenants: TenantNames = None,
    json: Json = False,
    without: Without = None,
    drift: Drift = False,
    software: Annotated[
        bool, typer.Option("--software", help="Roll the software out even where it is up to date.")
    ] = False,
) -> None:
    """Make the hosts what the site's files say; can be repeated at any time, also after an interruption.

    A company whose file has mistakes stays as it runs, and the others are brought; the exit code is 1 then.
    """
    from wcoctl.cli import show
    from wcoctl.site.directory import find_site
    from wcoctl.site.lock import locked
    from wcoctl.site.rollout import apply_difference
    from wcoctl.site.session import Session, refuse_broken, refuse_silent

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [], only=tenants, drift=drift)
        fleet, difference = session.ask(progress)
        refuse_silent(fleet)
        if not json and not difference.empty:
            tree = show.difference_tree(
                f"Changing {directory.root.name}", show.difference_data(difference, {})
            )
            progress.console.print(tree)
        outcome = apply_difference(session, difference, progress, software=software)
    result = {"changes": outcome.changes, "software": outcome.software, "tenants": outcome.tenants}
    if not json:
        show.screen.print(show.outcome_tree(outcome))
    refuse_broken(session, result)
    if json:
        show.print_json(result)
