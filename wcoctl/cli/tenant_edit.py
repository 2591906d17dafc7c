"""``tenant suspend|resume|move-number|remove``: what the operator changes of a company."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wcoctl.cli.options import Json, SiteName, TenantName

if TYPE_CHECKING:
    from wcoctl.workspace.company_files import Edited
    from wcoctl.workspace.directory import SiteDirectory

__all__ = ["move_number", "remove", "resume", "suspend"]

_REMAINS = (
    "call records, callers' answers and alarms: for 365 days in PostgreSQL",
    "voice messages on media nodes: until the mail relay has taken them, at most 30 days",
    "prompts recorded by phone: for 90 days after their last use",
    "the audit log: it is kept",
    "its file and audio: in the site's archive, and in git's history",
)
"""What is left of a removed company once it is applied."""


def suspend(site: SiteName, tenant: TenantName, json: Json = False) -> None:
    """Suspend a company: new calls to it and of its users are refused; emergency calls work, and nothing of it is lost.

    Calls that are there go on. Its people may log in to the portal, which says so, and cannot change it. Hosts know it after
    wcoctl apply only. In a git folder it is a commit.

    Example: wcoctl tenant suspend warsaw acme && wcoctl apply warsaw acme
    """
    _set_suspended(site, tenant, json, suspended=True)


def resume(site: SiteName, tenant: TenantName, json: Json = False) -> None:
    """Let a suspended company call and be called again, with all that it had.

    Example: wcoctl tenant resume warsaw acme && wcoctl apply warsaw acme
    """
    _set_suspended(site, tenant, json, suspended=False)


def move_number(
    site: SiteName,
    giver: Annotated[
        str, typer.Argument(metavar="FROM", help="Identifier of the company that has the number.")
    ],
    taker: Annotated[str, typer.Argument(metavar="TO", help="Identifier of the company that gets it.")],
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="A main number, not the primary one of FROM.")
    ],
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry", metavar="BLOCK", help="Block of TO where its calls begin; the primary's if omitted."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Move a main number from a company to another one, both files in one commit.

    Apply both together: on each host one transaction moves it, and calls never find it in neither or both.

    Example: wcoctl tenant move-number warsaw acme beta +48221002001 && wcoctl apply warsaw acme beta
    """
    from pathlib import Path

    from pydantic_core import PydanticCustomError

    from wcoctl.errors import Problem, UserError
    from wcoctl.model.numbers import normalise
    from wcoctl.workspace.company_files import move_number
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    if giver == taker:
        raise UserError(f"{giver} has it already (FROM and TO are the same company)")
    try:
        wanted = normalise(number)
    except PydanticCustomError as error:
        told = error.context or {}
        raise UserError(problems=(Problem(Path("NUMBER"), 0, "", told["message"], told["hint"]),)) from error
    with locked(directory):
        edited = move_number(directory, giver, taker, wanted, entry)
    result = {"from": giver, "to": taker, "number": wanted}
    _show(json, directory, edited, result, f"{wanted} is a main number of {taker} now.", f"{giver} {taker}")


def remove(
    site: SiteName,
    tenant: TenantName,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it without asking.")] = False,
    json: Json = False,
) -> None:
    """Remove a company: its file goes to the site's archive, and its accounts, sessions and drafts in the portal are deleted.

    Hosts answer its calls until wcoctl apply, which asks again. What remains of it, and for how long, is said.
    To have it back, put the file back from the archive; accounts are made again by wcoctl user add.

    Example: wcoctl tenant remove warsaw acme --yes && wcoctl apply warsaw --yes
    """
    from datetime import datetime

    from wcoctl.agent.accounts import remove_company
    from wcoctl.agent.connection import has_portal, opened
    from wcoctl.cli import show
    from wcoctl.errors import UserError
    from wcoctl.model.load import tenant_file
    from wcoctl.workspace.company_files import archive_tenant
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    tenant_file(directory.root, tenant)
    if not yes and (json or not show.confirm_company(tenant)):
        raise UserError(f"{tenant} is not removed (answer yes, or use --yes)")
    accounts = 0
    with locked(directory):
        # The portal first: while PostgreSQL is away nothing is done, and whoever repeats the command finds the file.
        if has_portal(directory):
            with opened(directory) as connection:
                accounts = remove_company(connection, tenant)
        edited = archive_tenant(directory, tenant, datetime.now().astimezone())
    result: dict[str, Any] = {"tenant": tenant, "accounts": accounts, "remains": list(_REMAINS)}
    told = [
        f"{tenant} is removed from the folder, with {accounts} accounts.",
        "After the apply there remain:",
    ]
    told += [f"  {line}" for line in _REMAINS]
    _show(json, directory, edited, result, "\n".join(told), "")


def _set_suspended(site: str, tenant: str, json: bool, *, suspended: bool) -> None:
    from wcoctl.workspace.company_files import set_suspended
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory):
        edited = set_suspended(directory, tenant, suspended=suspended)
    state = "suspended" if suspended else "not suspended"
    told = f"{tenant} is {state} in its file{'' if edited.files else ' already'}."
    _show(json, directory, edited, {"tenant": tenant, "suspended": suspended}, told, tenant)


def _show(
    json: bool, site: "SiteDirectory", edited: "Edited", result: dict[str, Any], told: str, applied: str
) -> None:
    from wcoctl.cli import show

    if json:
        show.print_json({**result, "files": edited.files, "uncommitted": edited.uncommitted})
        return
    show.screen.print(told, markup=False)
    if edited.uncommitted:
        show.screen.print(edited.uncommitted, markup=False)
    show.screen.print(f"Next: wcoctl apply {site.argument} {applied}".rstrip(), markup=False)
