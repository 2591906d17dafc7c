"""Arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "BreakLock",
    "Drift",
    "Json",
    "NewSecrets",
    "Revision",
    "SiteName",
    "SpecFile",
    "TenantName",
    "TenantNames",
    "Without",
]


def _sites(incomplete: str) -> list[str]:
    from wcoctl.workspace.directory import known_sites

    return [name for name in known_sites() if name.startswith(incomplete)]


def _tenants(ctx: typer.Context, incomplete: str) -> list[str]:
    from wcoctl.errors import UserError
    from wcoctl.workspace.directory import find_site

    try:
        files = (find_site(str(ctx.params.get("site", ""))).root / "tenants").glob("*.yml")
    except UserError:
        return []
    return sorted(file.stem for file in files if file.stem.startswith(incomplete))


SiteName = Annotated[
    str,
    typer.Argument(
        metavar="SITE", help="A site's directory, or its name under inventories/.", autocompletion=_sites
    ),
]

SpecFile = Annotated[Path, typer.Argument(metavar="SPEC", help="A tenant's file; `-` for standard input.")]

TenantName = Annotated[
    str, typer.Argument(metavar="TENANT", help="Identifier of the company.", autocompletion=_tenants)
]

TenantNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TENANT...",
        help="Companies that it is about; all, and the software, without.",
        autocompletion=_tenants,
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

Drift = Annotated[
    bool,
    typer.Option("--drift", help="Compare the rows on the hosts too, which finds what was changed by hand."),
]

Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="HOST", help="Leave this host out; may be given several times."),
]

Revision = Annotated[
    int | None,
    typer.Option(
        "--revision",
        metavar="NUMBER",
        help="You know this newest revision of the hosts, which others applied, and your files may replace it;"
        " 0 when the hosts have lost what they knew.",
    ),
]

NewSecrets = Annotated[
    bool,
    typer.Option(
        "--new-secrets", help="Roll out other secrets than the hosts know: changed on purpose, or made anew."
    ),
]

BreakLock = Annotated[
    bool,
    typer.Option("--break-lock", help="Go on although another desk works on the hosts, if its run is dead."),
]
