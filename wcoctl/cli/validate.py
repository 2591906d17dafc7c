"""``wcoctl validate``: every mistake in specs, at once, with its line."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wcoctl.errors import Problem, UserError

if TYPE_CHECKING:
    from wcoctl.model.index import TenantIndex

__all__ = ["validate"]


def validate(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Sites' folders, or their names under inventories/; tenant files; `-` for a tenant on standard input.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check site folders or single tenant files, and print every error with its line and remedy.

    What is valid but probably unintended is reported as a note: an announcement that is over, a limit
    above another one, an empty list, calls between companies that may loop. With notes alone the exit code is 0.
    """
    from wcoctl.model.notes import notes

    problems: list[Problem] = []
    told: list[Problem] = []
    now = datetime.now(UTC)
    count = 0
    for indexes in _read(paths, problems, told):
        count += len(indexes)
        told += notes(indexes, now)
    if not as_json:
        for note in told:
            typer.echo(f"note: {note}", err=True)
    data = [_data(note) for note in told]
    if problems:
        raise UserError(problems=tuple(sorted(problems)), result={"notes": data})
    typer.echo(json.dumps({"tenants": count, "problems": [], "notes": data}) if as_json else _summary(count))


def _read(
    paths: Iterable[Path], problems: list[Problem], told: list[Problem]
) -> "Iterable[list[TenantIndex]]":
    """Yield the tenants of each folder, then those of all files; a site without any gets a note."""
    from wcoctl.model.load import TENANTS_FOLDER, load_tenants
    from wcoctl.workspace.reading import check_folder

    files = []
    for path in paths:
        folder = _folder(path)
        if folder is None:
            files.append(path)
            continue
        read = check_folder(folder)
        problems += read.own_problems + read.tenant_problems
        if not read.indexes and not read.tenant_problems:
            place = folder / TENANTS_FOLDER
            hint = "write one for each company there, `<tenant>.yml`"
            told.append(Problem(place, 0, "", "has no company files, so nobody is served", hint))
        yield read.indexes
    tenants, found = load_tenants(files)
    problems += found
    yield [tenant.index for tenant in tenants]


def _folder(path: Path) -> Path | None:
    """Return the site's folder that is meant, by itself or by a file that is the site's own; none for a tenant file."""
    if path.name in ("site.yml", "hosts.yml") and path.is_file():
        return path.parent
    named = Path("inventories") / path
    return next((folder for folder in (path, named) if folder.is_dir()), None)


def _data(note: Problem) -> dict[str, Any]:
    return asdict(note) | {"file": str(note.file)}


def _summary(count: int) -> str:
    return f"ok: {count} tenant{'s' if count != 1 else ''}, no problems"
