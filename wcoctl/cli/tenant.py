"""``tenant``: companies of a site."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wcoctl.cli import tenant_edit
from wcoctl.cli.options import Json, SiteName
from wcoctl.cli.sending import Send

if TYPE_CHECKING:
    from wcoctl.agent.accounts import NewAccount
    from wcoctl.errors import Problem
    from wcoctl.workspace.directory import SiteDirectory

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Companies of a site.")

_TENANT = {"tenant": "TENANT", "name": "--name", "number": "--number", "language": "--language"}
_OWNER = {
    "login": "--owner-login",
    "name": "--owner-name",
    "email": "--owner-email",
    "phone": "--owner-phone",
    "language": "--language",
}


@app.callback()
def tenant() -> None:
    """Make, change and remove companies of a site."""


@app.command()
def create(
    site: SiteName,
    tenant: Annotated[
        str, typer.Argument(metavar="TENANT", help="Identifier of the new company, such as `acme`.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The company's name.")],
    number: Annotated[
        str, typer.Option("--number", metavar="NUMBER", help="Its main number, such as +48221002000.")
    ],
    language: Annotated[
        str,
        typer.Option("--language", metavar="pl|en", help="Language of prompts and of the owner's pages."),
    ] = "pl",
    owner_login: Annotated[
        str | None,
        typer.Option(
            "--owner-login", metavar="LOGIN", help="Make the owner's account in the portal, with this login."
        ),
    ] = None,
    owner_name: Annotated[
        str | None, typer.Option("--owner-name", metavar="NAME", help="The owner's name.")
    ] = None,
    owner_email: Annotated[
        str | None, typer.Option("--owner-email", metavar="ADDRESS", help="The owner's e-mail address.")
    ] = None,
    owner_phone: Annotated[
        str | None, typer.Option("--owner-phone", metavar="NUMBER", help="The owner's phone number.")
    ] = None,
    send: Send = "none",
    json: Json = False,
) -> None:
    """Create a company: its file, and its owner's account in the portal.

    Its callers hear that the switchboard is being set up, until the file says something else. Hosts are changed by
    wcoctl apply only. The owner's one-time password is printed once, or sent; the first log-in activates the service.

    Example: wcoctl tenant create warsaw acme --name ACME --number +48221002000 --owner-login jan --owner-name "Jan Kowal"
    """
    from wcoctl.agent.accounts import NewAccount
    from wcoctl.cli.checked import checked
    from wcoctl.cli.sending import check_way
    from wcoctl.errors import UserError
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked
    from wcoctl.workspace.new_tenant import NewTenant, check_new_tenant, write_new_tenant

    problems: list[Problem] = []
    directory = find_site(site)
    given = {"tenant": tenant, "name": name, "number": number, "language": language}
    new = checked(NewTenant, given, _TENANT, problems)
    person = {"login": owner_login, "name": owner_name, "email": owner_email, "phone": owner_phone}
    owner = None
    if any(value is not None for value in person.values()):
        # A language that is wrong was told with the company's.
        spoken = {"language": new.language} if new else {}
        owner = checked(NewAccount, person | spoken, _OWNER, problems)
        _refuse_without_portal(directory, problems)
    if owner or send != "none":
        receiver = (owner.phone if send == "sms" else owner.email) if owner else None
        problems += check_way(directory, send, receiver)
    with locked(directory):
        problems += check_new_tenant(directory, new) if new else []
        if problems or new is None:
            raise UserError(problems=tuple(problems))
        file = write_new_tenant(directory, new)
    result: dict[str, Any] = {"tenant": tenant, "file": file}
    if owner:
        result["owner"] = _add_owner(directory, tenant, owner, send, result)
    _show(json, directory, result)


app.command("suspend")(tenant_edit.suspend)
app.command("resume")(tenant_edit.resume)
app.command("move-number")(tenant_edit.move_number)
app.command("remove")(tenant_edit.remove)


def _refuse_without_portal(site: "SiteDirectory", problems: "list[Problem]") -> None:
    from pathlib import Path

    from wcoctl.agent.connection import portal_address
    from wcoctl.errors import Problem, UserError

    try:
        portal_address(site)
    except UserError as error:
        if error.problems:
            raise
        problems.append(
            Problem(Path("--owner-login"), 0, "", "cannot be made", f"{error.message}; or omit the owner")
        )


def _add_owner(
    site: "SiteDirectory", tenant: str, owner: "NewAccount", send: str, result: dict[str, Any]
) -> dict[str, Any]:
    """Make the owner's account; RunFailed, with the command for later, when that is impossible now."""
    import shlex

    from wcoctl.agent.accounts import add_account
    from wcoctl.agent.connection import opened, portal_address
    from wcoctl.agent.sending import Invitation
    from wcoctl.cli.sending import sent
    from wcoctl.errors import RunFailed, UserError

    try:
        with opened(site) as connection:
            password = add_account(connection, tenant, owner, "owner")
    except (RunFailed, UserError) as error:
        words = ["wcoctl", "user", "add", site.argument, tenant, owner.login, "--owner", "--name", owner.name]
        for option, value in (("--email", owner.email), ("--phone", owner.phone)):
            words += [option, value] if value else []
        words += ["--language", owner.language]
        words += ["--send", send] if send != "none" else []
        later = shlex.join(words)
        raise RunFailed(
            f"{result['file']} is written, but the owner has no account yet: {error}\nlater: {later}",
            {**result, "later": later},
        ) from error
    invitation = Invitation(portal_address(site), tenant, owner.login, password, owner.language)
    receiver = owner.phone if send == "sms" else owner.email
    with opened(site) as connection:
        return sent(site, connection, send, receiver, invitation, result)


def _show(json: bool, site: "SiteDirectory", result: dict[str, Any]) -> None:
    from wcoctl.cli import show
    from wcoctl.cli.access import print_access

    if json:
        show.print_json(result)
        return
    show.screen.print(f"{result['file']} is written.")
    if owner := result.get("owner"):
        show.screen.print("The owner's account:")
        print_access(owner)
    show.screen.print(f"Next: wcoctl apply {site.argument} {result['tenant']}")
