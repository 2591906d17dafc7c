"""``wcoctl validate``: every mistake in specs, at once, with its line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wcoctl.errors import Problem, UserError

__all__ = ["validate"]


def validate(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Sites' folders, or their names under inventories/; tenant files."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check site folders or single tenant files, and print every mistake with its line and what to do."""
    from wcoctl.spec.folder import load_folder, load_tenants

    folders = [folder for folder in map(_folder, paths) if folder]
    files = [path for path in paths if _folder(path) is None]
    problems: list[Problem] = []
    count = 0
    for folder in folders:
        try:
            count += len(load_folder(folder).tenants)
        except UserError as error:
            problems += error.problems
    try:
        count += len(load_tenants(files))
    except UserError as error:
        problems += error.problems
    if problems:
        raise UserError(problems=tuple(sorted(problems)))
    typer.echo(json.dumps({"tenants": count, "problems": []}) if as_json else _summary(count))


def _folder(path: Path) -> Path | None:
    """Return the site's folder that is meant, or none for a tenant file."""
    named = Path("inventories") / path
    return next((folder for folder in (path, named) if folder.is_dir()), None)


def _summary(count: int) -> str:
    return f"ok: {count} tenant{'s' if count != 1 else ''}, no problems"
