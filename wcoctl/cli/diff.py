"""``diff``: what differs for companies between two revisions."""

from typing import Annotated, Any

import typer

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["diff"]


def diff(
    site: SiteName,
    before: Annotated[
        int, typer.Argument(metavar="FROM", min=1, help="Number of a revision, from `history`.")
    ],
    after: Annotated[
        int | None,
        typer.Argument(
            metavar="TO",
            min=1,
            help="Number of another one; the files in the folder as they are now if omitted.",
        ),
    ] = None,
    json: Json = False,
    without: Without = None,
) -> None:
    """Say what differs for companies between two revisions, entry by entry; what the hosts would do about it is `plan`'s.

    Hosts keep the last 200 revisions. Comments and the order of a file do not count.

    Example: wcoctl diff warsaw 41 42
    """
    from wcoctl.cli import show
    from wcoctl.rollout.company_diff import company_diff
    from wcoctl.rollout.history import tenant_texts
    from wcoctl.rollout.session import SiteSession
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = SiteSession.open(directory, without or [])
        old = tenant_texts(session, before, progress)
        if after is None:
            files = session.files.contents
            new = {path: text for path, text in files.items() if path.startswith("tenants/")}
        else:
            new = tenant_texts(session, after, progress)
    companies: list[dict[str, Any]] = company_diff(old, new)
    if json:
        show.print_json({"from": before, "to": after, "companies": companies})
    else:
        named = f"revision {after}" if after else "the files as they are now"
        show.screen.print(show.company_tree(f"From revision {before} to {named}", companies))
