"""``rollback``: the workspace's tenant files as they were at an earlier revision."""

from typing import Annotated

import typer

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["rollback"]

Number = Annotated[
    int, typer.Argument(metavar="REVISION", min=1, help="Number of a revision, from `history`.")
]


def rollback(
    site: SiteName,
    revision: Number,
    json: Json = False,
    without: Without = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also overwrite tenant files that were never applied.")
    ] = False,
) -> None:
    """Restore the tenant files of a site's folder as of a revision; run `plan` and `apply` afterwards.

    Settings of the site (site.yml, hosts.yml), recorded prompts (WAV files) and secrets stay as they are.
    """
    from dataclasses import asdict

    from wcoctl.cli import show
    from wcoctl.rollout.history import roll_back
    from wcoctl.rollout.session import Session, refuse_silent
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [])
        fleet, _difference = session.ask(progress)
        refuse_silent(fleet)
        changes = roll_back(session, fleet, revision, progress, force=force)
    if json:
        show.print_json(asdict(changes))
    else:
        show.screen.print(show.rollback_tree(revision, changes))
        show.screen.print(f"Nothing is applied yet. Next: wcoctl plan {site}, wcoctl apply {site}")
