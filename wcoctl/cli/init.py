"""``init``: a new site's folder."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wcoctl.cli.options import Json

if TYPE_CHECKING:
    from wcoctl.workspace.new_site import NewSite

__all__ = ["init"]

_HOST = re.compile(r"(?P<name>[^=]+)=(?P<address>[^=]+)")


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The site's folder: new, or empty but for .git.")
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="Name of the site, such as `warsaw`; the folder's if omitted."
        ),
    ] = None,
    trunk: Annotated[
        list[str] | None,
        typer.Option("--trunk", metavar="ADDRESS", help="IPv4 address of your exchange's SIP. Repeatable."),
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(
            "--host",
            metavar="NAME=ADDRESS",
            help="A Debian host and its IPv4 address, such as pbx1=192.0.2.201. Repeatable: the first one has the database and the"
            " portal too, further ones carry calls.",
        ),
    ] = None,
    portal: Annotated[
        str | None,
        typer.Option(
            "--portal", metavar="NAME", help="Name of the companies' portal; the host's address if omitted."
        ),
    ] = None,
    ssh_source: Annotated[
        list[str] | None,
        typer.Option(
            "--ssh-source",
            metavar="NETWORK",
            help="Network from which SSH may come in, this controller's too. Repeatable.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Make a new site's folder that validates: site.yml, hosts.yml, secrets.yml (encrypted), tenants/ and a README of what is next.

    What cannot be known is asked on a terminal when no option says it: the exchange's and the hosts' addresses. Nothing is
    contacted, and a folder that has anything in it is refused.

    Example: wcoctl init warsaw --trunk 192.0.2.10 --host pbx1=192.0.2.201 --portal portal.example.com
    """
    from wcoctl.cli import show
    from wcoctl.secrets.site_secrets import SECRETS_FILE
    from wcoctl.workspace.new_site import NewSite, refuse_used_folder, write_new_site, write_readme

    refuse_used_folder(folder)
    trunks = trunk or _asked(json, "--trunk", "Addresses of your exchange's SIP, separated by spaces")
    given = host or _asked(json, "--host", "Hosts, such as pbx1=192.0.2.201 pbx2=192.0.2.202")
    new = NewSite(
        name=name or re.sub(r"[^a-z0-9_]", "_", folder.resolve().name.lower()),
        trunks=trunks,
        hosts=_hosts(given),
        portal=portal,
        ssh_sources=ssh_source or [],
    )
    site = write_new_site(folder, new)
    password = _make_secrets(site.root, new)
    write_readme(site, new, password)
    files = ["README.md", "hosts.yml", SECRETS_FILE, "site.yml", "tenants/"]
    if json:
        show.print_json(
            {"site": new.name, "folder": str(site.root), "files": files, "vault_password": str(password)}
        )
        return
    show.screen.print(f"{folder} is a site: {', '.join(files)}.", markup=False)
    show.screen.print(f"Next: {folder}/README.md, then wcoctl plan {folder}", markup=False, soft_wrap=True)


def _asked(json: bool, option: str, question: str) -> list[str]:
    """Ask on a terminal; UserError without one, and for programs."""
    import sys

    from wcoctl.errors import Problem, UserError

    if json or not sys.stdin.isatty():
        raise UserError(
            problems=(Problem(Path(option), 0, "", "is missing", "give it (see wcoctl init --help)"),)
        )
    answer: str = typer.prompt(question, err=True)
    return answer.split()


def _hosts(given: list[str]) -> dict[str, str]:
    from wcoctl.errors import Problem, UserError

    found = [(text, _HOST.fullmatch(text)) for text in given]
    hint = "write it as pbx1=192.0.2.201"
    problems = [
        Problem(Path("--host"), 0, "", f"`{text}` has no name or no address", hint)
        for text, one in found
        if not one
    ]
    hosts = {one["name"]: one["address"] for _, one in found if one}
    if not problems and len(hosts) < len(found):
        problems.append(Problem(Path("--host"), 0, "", "has a duplicate name", "give each host its own"))
    if problems:
        raise UserError(problems=tuple(problems))
    return hosts


def _make_secrets(root: Path, new: "NewSite") -> Path:
    """Make the secrets, and return where their password is."""
    from datetime import UTC, datetime
    from ipaddress import IPv4Address

    from wcoctl.errors import UserError
    from wcoctl.secrets.site_secrets import load_secrets

    first, address = next(iter(new.hosts.items()))
    kept = load_secrets(root, {first: IPv4Address(address)}, datetime.now(UTC)).keep()
    if kept.password is None:
        raise UserError(f"the secrets of {root} have no password")
    return kept.password.file
