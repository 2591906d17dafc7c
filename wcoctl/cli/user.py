"""``user``: accounts of the portal, for the operator."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wcoctl.cli.options import Json, SiteName
from wcoctl.cli.sending import Send

if TYPE_CHECKING:
    from wcoctl.agent.accounts import TopPermission
    from wcoctl.errors import Problem
    from wcoctl.workspace.directory import SiteDirectory

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    help="Accounts of the companies' portal: a company's owner, a forgotten password, the operator's own staff.",
)

Company = Annotated[
    str,
    typer.Argument(
        metavar="TENANT", help="Identifier of the company; `@operator` for the operator's own staff."
    ),
]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="What the person logs in as.")]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help="The person's e-mail address.")]
Phone = Annotated[str | None, typer.Option("--phone", metavar="NUMBER", help="The person's phone number.")]
Language = Annotated[str, typer.Option("--language", metavar="pl|en", help="Language of the pages.")]

_NAMES = {
    "login": "LOGIN",
    "name": "--name",
    "email": "--email",
    "phone": "--phone",
    "language": "--language",
}


@app.command()
def add(
    site: SiteName,
    tenant: Company,
    login: Login,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The person's name.")],
    email: Email = None,
    phone: Phone = None,
    language: Language = "pl",
    owner: Annotated[
        bool, typer.Option("--owner", help="May do everything in the company, and say who else may do what.")
    ] = False,
    operator: Annotated[
        bool, typer.Option("--operator", help="With @operator: may look at all companies and change them.")
    ] = False,
    support: Annotated[
        bool,
        typer.Option("--support", help="With @operator: may look at all companies, and change nothing."),
    ] = False,
    send: Send = "none",
    json: Json = False,
) -> None:
    """Add an account to the portal, and print its one-time password once, or send it.

    Without --owner it may do nothing until an owner gives it permissions. It is an entry in the company's audit log.

    Example: wcoctl user add warsaw acme jan --name "Jan Kowal" --owner
    """
    from wcoctl.agent.accounts import NewAccount, add_account
    from wcoctl.agent.connection import opened, portal_address
    from wcoctl.agent.sending import Invitation
    from wcoctl.cli.checked import checked
    from wcoctl.cli.sending import check_way, sent
    from wcoctl.errors import UserError

    problems: list[Problem] = []
    permission = _permission(tenant, owner, operator, support, problems)
    given = {"login": login, "name": name, "email": email, "phone": phone, "language": language}
    new = checked(NewAccount, given, _NAMES, problems)
    if problems or new is None:
        raise UserError(problems=tuple(problems))
    directory = _directory(site, tenant)
    portal = portal_address(directory)
    receiver = new.phone if send == "sms" else new.email
    if problems := check_way(directory, send, receiver):
        raise UserError(problems=tuple(problems))
    with opened(directory) as connection:
        password = add_account(connection, tenant, new, permission)
        invitation = Invitation(portal, tenant, login, password, new.language)
        access = sent(directory, connection, send, receiver, invitation)
    _show(json, f"{login} of {tenant} may log in:", access)


@app.command("reset-password")
def reset_password(
    site: SiteName,
    tenant: Company,
    login: Login,
    totp: Annotated[
        bool, typer.Option("--totp", help="Remove the authenticator app too, and its recovery codes.")
    ] = False,
    send: Send = "none",
    json: Json = False,
) -> None:
    """Give an account a new one-time password, printed once or sent to its person; all its sessions end.

    Make sure who is asking: it is the account's only lock. It is an entry in the company's audit log.

    Example: wcoctl user reset-password warsaw acme jan --send sms
    """
    from wcoctl.agent.accounts import receiver_of, reset_password
    from wcoctl.agent.connection import opened, portal_address
    from wcoctl.agent.sending import Invitation
    from wcoctl.cli.sending import check_way, sent
    from wcoctl.errors import UserError

    directory = _directory(site, tenant)
    portal = portal_address(directory)
    with opened(directory) as connection:
        phone, email, language = receiver_of(connection, tenant, login)
        receiver = phone if send == "sms" else email
        if problems := check_way(directory, send, receiver):
            raise UserError(problems=tuple(problems))
        password = reset_password(connection, tenant, login, totp=totp)
        invitation = Invitation(portal, tenant, login, password, language)
        access = sent(directory, connection, send, receiver, invitation)
    _show(json, f"{login} of {tenant} has a new password:", access)


@app.command("list")
def list_(site: SiteName, tenant: Company, json: Json = False) -> None:
    """List a company's accounts in the portal with their permissions."""
    from wcoctl.agent.accounts import listed_accounts
    from wcoctl.agent.connection import opened
    from wcoctl.cli import show

    directory = _directory(site, tenant)
    with opened(directory) as connection:
        accounts = listed_accounts(connection, tenant)
    if json:
        show.print_json({"accounts": accounts})
        return
    for account in accounts:
        show.screen.print(_line(account))
    if not accounts:
        show.screen.print(f"{tenant} has no accounts (wcoctl user add)")


def _line(account: dict[str, Any]) -> str:
    state = "disabled" if account["disabled"] else "" if account["activated"] else "has never logged in"
    app_ = "authenticator app" if account["totp"] else ""
    told = [account["name"], ", ".join(account["permissions"]) or "no permissions", app_, state]
    return f"{account['login']}: {'; '.join(filter(None, told))}"


def _permission(
    tenant: str, owner: bool, operator: bool, support: bool, problems: "list[Problem]"
) -> "TopPermission | None":
    """Return what the account may do; the operator's staff may one thing, and companies' people none of theirs."""
    from pathlib import Path

    from wcoctl.accounts.audit_log import OPERATOR
    from wcoctl.errors import Problem

    if tenant != OPERATOR:
        problems += [
            Problem(Path(option), 0, "", "is for the operator's own staff", f"write {OPERATOR} as TENANT")
            for option, given in (("--operator", operator), ("--support", support))
            if given
        ]
        return "owner" if owner else None
    if owner:
        message = "is for companies, not for the operator's staff"
        problems.append(Problem(Path("--owner"), 0, "", message, "use --operator or --support"))
    if operator == support:
        message = "needs one of --operator and --support"
        problems.append(Problem(Path(OPERATOR), 0, "", message, "say what the person may do"))
    return "operator" if operator else "support"


def _directory(site: str, tenant: str) -> "SiteDirectory":
    """Return the site; UserError when it has no such company."""
    from wcoctl.accounts.audit_log import OPERATOR
    from wcoctl.model.load import tenant_file
    from wcoctl.workspace.directory import find_site

    directory = find_site(site)
    if tenant != OPERATOR:
        tenant_file(directory.root, tenant)
    return directory


def _show(json: bool, what: str, access: dict[str, Any]) -> None:
    from wcoctl.cli import show
    from wcoctl.cli.access import print_access

    if json:
        show.print_json(access)
    else:
        show.screen.print(what)
        print_access(access)
