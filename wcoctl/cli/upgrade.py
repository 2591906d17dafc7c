"""``upgrade``: newer versions of what carries calls."""

from typing import Annotated

import typer

from wcoctl.cli.options import BreakLock, Json, SiteName, Without

__all__ = ["app"]

app = typer.Typer(help="Upgrade the software that carries calls.", no_args_is_help=True)

Wait = Annotated[
    int,
    typer.Option(
        "--wait",
        metavar="MINUTES",
        min=0,
        max=1440,
        help="How long the calls of a media node may take to end.",
    ),
]


@app.callback()
def upgrade() -> None:
    """Upgrade the software that carries calls."""


@app.command()
def asterisk(
    site: SiteName,
    wait: Wait = 60,
    json: Json = False,
    without: Without = None,
    break_lock: BreakLock = False,
) -> None:
    """Upgrade Asterisk, one media node after the other, without cutting a call.

    The edges send a node no new calls; when those that go on have ended, it is upgraded
    and takes calls again. Its tenants are served by the next node meanwhile. Where there is
    no other node, it waits for a moment without calls, and only calls during the seconds that
    the upgrade takes are refused. A node whose calls do not end in time stays as it is.
    Interrupted, it can be repeated.

    To have Debian's newer version built, pin it in roles/asterisk_packages and `apply` first.
    """
    from wcoctl.cli import show
    from wcoctl.rollout.permission import Permission
    from wcoctl.rollout.session import Session
    from wcoctl.rollout.upgrade import upgrade_asterisk
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [], permission=Permission(break_lock=break_lock))
        nodes = upgrade_asterisk(session, wait, progress)
    if json:
        show.print_json(
            {host: {"upgraded": done, "version": version} for host, (done, version) in nodes.items()}
        )
        return
    for host, (done, version) in nodes.items():
        show.screen.print(f"{host}: {'upgraded to ' if done else 'nothing newer than '}Asterisk {version}")
