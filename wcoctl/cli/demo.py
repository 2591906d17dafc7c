"""``demo``: the service in the lab, with calls that one can follow."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wcoctl.cli.options import Json

if TYPE_CHECKING:
    from wcoctl.lab.stories import PlayedCall
    from wcoctl.workspace.directory import SiteDirectory

__all__ = ["demo"]

_COMPANY = "demo"
"""The tenant whose owner can log in."""


def demo(
    json: Json = False,
    down: Annotated[
        bool,
        typer.Option("--down", help="Remove the demo's lab and everything that it wrote; place no calls."),
    ] = False,
) -> None:
    """Roll out the standalone site into a container, call it, and report what happened; needs root."""
    from wcoctl.cli import show
    from wcoctl.cli.access import print_access
    from wcoctl.errors import RunFailed
    from wcoctl.lab.demo import SITE, deploy, play, remove
    from wcoctl.workspace.directory import find_site

    site = find_site(SITE)
    if down:
        removed = remove(site)
        if json:
            show.print_json({"removed": removed})
        else:
            show.screen.print(f"removed: {', '.join(removed) or 'there was nothing'}")
        return
    with show.progress() as progress:
        deploy(site, progress)
        owner = _owner(site)
        played = play(site, progress)
    calls = [call for told in played.values() for call in told]
    result = {
        "calls": list(map(_data, calls)),
        "as_expected": not _wrong(calls),
        "portal": owner["portal"],
        "owner": owner,
    }
    if not json:
        for call in calls:
            _print(call)
        show.screen.print(
            "\nThe companies' portal, for the company's owner (every demo gives a new password):"
        )
        print_access(owner)
        show.screen.print(
            "The lab is up. Next: wcoctl status standalone; edit"
            " inventories/standalone/tenants/demo.yml, then wcoctl plan standalone and wcoctl apply standalone;"
            " wcoctl demo --down"
        )
    if _wrong(calls):
        raise RunFailed(f"{_wrong(calls)} of {len(calls)} calls did not go as expected", result)
    if json:
        show.print_json(result)


def _owner(site: "SiteDirectory") -> dict[str, Any]:
    """Have the portal know the demo's company, and its owner with a new password."""
    from wcoctl.agent.accounts import NewAccount, add_account, listed_accounts, reset_password
    from wcoctl.agent.connection import opened, portal_address
    from wcoctl.agent.mirror import Mirror
    from wcoctl.cli.access import access_data

    new = NewAccount(login="owner", name="Demo")
    with opened(site) as connection:
        Mirror(site).update(connection)
        if new.login in {account["login"] for account in listed_accounts(connection, _COMPANY)}:
            password = reset_password(connection, _COMPANY, new.login, totp=True)
        else:
            password = add_account(connection, _COMPANY, new, "owner")
    return access_data(portal_address(site), _COMPANY, new.login, password)


def _wrong(calls: "list[PlayedCall]") -> int:
    return sum(bool(call.problems) for call in calls)


def _data(call: "PlayedCall") -> dict[str, Any]:
    from wcoctl.lab.judge.timeline import moments

    return {
        "story": call.story,
        "title": call.title,
        "moments": [{"seconds": round(seconds, 3), "what": what} for seconds, what in moments(call)],
        "heard": [found.name for found in call.heard],
        "path": call.records[0].steps if call.records else [],
        "problems": call.problems,
    }


def _print(call: "PlayedCall") -> None:
    from wcoctl.cli.show import screen
    from wcoctl.lab.judge.timeline import moments, stamp

    screen.print(f"\n{call.title}", style="bold")
    for seconds, what in moments(call):
        screen.print(f"  {stamp(seconds)}  ", end="")
        screen.print(what)
    if not call.problems:
        screen.print("  as expected", style="green")
    else:
        screen.print("  not as expected:", style="red")
    for problem in call.problems:
        screen.print(f"    {problem}", style="red")
