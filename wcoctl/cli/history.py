"""``history``: what was applied to a site, as its hosts know it."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["history"]


def history(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Show what was applied to a site, when and by whom: the last 200 revisions that its hosts keep, and any run in progress."""
    from dataclasses import asdict

    from wcoctl.cli import show
    from wcoctl.rollout.history import revisions
    from wcoctl.rollout.session import Session
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        found, working = revisions(Session.open(directory, without or []), progress)
    if json:
        show.print_json({"revisions": [asdict(revision) for revision in found], "notes": working})
    else:
        show.screen.print(show.history_table(found))
        show.tell_notes(working)
