"""Arguments and options that several commands have."""

from typing import Annotated

import typer

__all__ = ["Drift", "Json", "SiteName", "TenantName", "TenantNames", "Without"]

SiteName = Annotated[
    str, typer.Argument(metavar="SITE", help="A site's directory, or its name under inventories/.")
]

TenantName = Annotated[str, typer.Argument(metavar="TENANT", help="Identifier of the company.")]

TenantNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="TENANT...", help="Companies that it is about; all, and the software, without."),
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
