"""``audit``: the companies' audit logs."""

from typing import TYPE_CHECKING, Annotated

import typer

from wcoctl.cli.options import Json, SiteName

if TYPE_CHECKING:
    from wcoctl.agent.audit import VerifiedLog

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="The companies' audit logs.")

_WORDS = {
    "changed": "was changed",
    "missing": "is missing",
    "cut": "is missing, with all after it",
    "rewritten": "is not the one that was written",
}


@app.callback()
def audit() -> None:
    """Verify the companies' audit logs."""


@app.command()
def verify(
    site: SiteName,
    tenant: Annotated[
        str | None,
        typer.Argument(
            metavar="[TENANT]", help="One company; `@operator` for the operator's staff. All if omitted."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Verify that no entry of the audit logs was changed or removed; exit code 1 if one was.

    Each entry's hash covers the entry before it; the log is read from its first entry on.
    """
    from wcoctl.agent.audit import verified_logs
    from wcoctl.agent.connection import opened
    from wcoctl.cli import show
    from wcoctl.errors import UserError
    from wcoctl.workspace.directory import find_site

    with opened(find_site(site)) as connection:
        logs = list(verified_logs(connection, tenant))
    if tenant and not logs[0].entries and not logs[0].broken:
        raise UserError(f"there is no audit log of `{tenant}`")
    result = {"logs": [_data(log) for log in logs]}
    wrong = [_line(log) for log in logs if log.broken]
    for log in logs if not json else ():
        if not log.broken:
            show.screen.print(_line(log))
    if wrong:
        raise UserError("\n".join(wrong), result=result)
    if json:
        show.print_json(result)
    elif not logs:
        show.screen.print("there are no audit logs yet")


def _data(log: "VerifiedLog") -> dict[str, object]:
    found = log.broken and {"entry": log.broken.number, "what": log.broken.what}
    return {"tenant": log.tenant, "entries": log.entries, "broken": found}


def _line(log: "VerifiedLog") -> str:
    if not log.broken:
        return f"{log.tenant}: {log.entries} entries, unbroken"
    return f"{log.tenant}: {log.entries} entries; entry {log.broken.number} {_WORDS[log.broken.what]}"
