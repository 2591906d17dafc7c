"""``agent``: what companies publish in the portal comes into the workspace and to the hosts."""

from typing import Annotated

import typer

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["agent"]


def agent(
    site: SiteName,
    json: Json = False,
    without: Without = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is queued now, and exit.")] = False,
    print_unit: Annotated[
        bool, typer.Option("--print-unit", help="Print a systemd unit that runs the agent, and exit.")
    ] = False,
) -> None:
    """Take what companies publish in the portal, and apply it: a service of the controller, with outgoing connections only.

    What it does is in its log, and for each change in the portal. A host that does not answer makes all changes wait;
    --without leaves it behind until the agent runs without that option again, or somebody applies.
    """
    from wcoctl.agent.connection import conninfo_of
    from wcoctl.agent.process import log_to_standard_error, run_until_stopped
    from wcoctl.agent.service import Agent
    from wcoctl.agent.unit import unit_of
    from wcoctl.cli import show
    from wcoctl.errors import RunFailed
    from wcoctl.workspace.directory import find_site

    directory = find_site(site)
    if print_unit:
        typer.echo(unit_of(directory, without or []), nl=False)
        return
    log_to_standard_error()
    working = Agent(directory, conninfo_of(directory), without or [])
    if not once:
        run_until_stopped(working)
        return
    ended = working.run_once()
    result = [
        {"tenant": change.tenant, "author": change.author, "state": verdict.state, **verdict.result}
        for change, verdict in ended
    ]
    waiting = [change.tenant for change, verdict in ended if verdict.state == "queued"]
    if waiting:
        raise RunFailed(f"to be tried again: {', '.join(waiting)}", {"changes": result})
    if json:
        show.print_json({"changes": result})
    else:
        for one in result:
            show.screen.print(f"{one['tenant']}: {one['state']}", markup=False)
