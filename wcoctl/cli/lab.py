"""``lab``: a site's hosts as containers on this machine."""

import typer

from wcoctl.cli.options import Json, SiteName

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Run a site's hosts as containers on this machine.")


@app.command()
def up(site: SiteName, json: Json = False) -> None:
    """Start a container for every host of the site that has none; needs root."""
    from wcoctl.cli import show
    from wcoctl.lab.hosts import containers
    from wcoctl.model.load import load_hosts
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory):
        hosts = load_hosts(directory.root)
        started = containers.up(directory, hosts)
    if json:
        addresses = {name: str(host.address) for name, host in hosts.hosts.items()}
        show.print_json({"hosts": addresses, "started": started})
    for name, host in hosts.hosts.items() if not json else ():
        show.screen.print(f"{name} {host.address} {'started' if name in started else 'was running'}")


@app.command()
def down(site: SiteName, json: Json = False) -> None:
    """Remove the site's containers and everything in them; needs root."""
    from wcoctl.cli import show
    from wcoctl.lab.hosts import containers
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory):
        removed = containers.down(directory)
    if json:
        show.print_json({"removed": removed})
    else:
        show.screen.print(f"{len(removed)} containers were removed")
