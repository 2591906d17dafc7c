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
        help="Companies to process; all of them and the software if omitted.",
        autocompletion=_tenants,
    ),
]

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

Drift = Annotated[
    bool,
    typer.Option("--drift", help="Also compare the rows on the hosts, which finds manual changes."),
]

Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="HOST", help="Exclude this host. Repeatable."),
]

Revision = Annotated[
    int | None,
    typer.Option(
        "--revision",
        metavar="NUMBER",
        help="Newest revision on the hosts, applied by others, that your files may replace;"
        " 0 when the hosts have lost their history.",
    ),
]

NewSecrets = Annotated[
    bool,
    typer.Option(
        "--new-secrets",
        help="Roll out secrets that differ from the hosts' own: changed on purpose, or recreated.",
    ),
]

BreakLock = Annotated[
    bool,
    typer.Option("--break-lock", help="Override another controller's lock on the hosts, if its run is dead."),
]
