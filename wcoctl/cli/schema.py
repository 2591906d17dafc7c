"""``wcoctl schema``: the JSON Schemas and the manual of the specs."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from wcoctl.errors import Problem, UserError

__all__ = ["schema"]


class Spec(Enum):
    """The specs that have a schema."""

    tenant = "tenant"
    site = "site"
    hosts = "hosts"


def schema(
    spec: Annotated[Spec, typer.Argument(help="Spec whose schema to print.")] = Spec.tenant,
    check: Annotated[bool, typer.Option("--check", help="Compare the files with the models.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Bring the files up to date.")] = False,
    repository: Annotated[Path, typer.Option(help="Folder with schemas/ and docs/.")] = Path(),
) -> None:
    """Print the JSON Schema of a spec, or check or write schemas/*.json and docs/spec.md, docs/site.md."""
    from wcoctl.model.schema import drifted, schema_text, write_schemas

    if check and write:
        raise typer.BadParameter("use one of --check and --write")
    if (check or write) and not (repository / "schemas").is_dir():
        hint = "run this in the repository, or name its folder with --repository"
        raise UserError(problems=(Problem(repository / "schemas", 0, "", "is not a folder", hint),))
    if check:
        message, hint = (
            "differs from the models in wcoctl/model",
            "run `wcoctl schema --write`, and commit the result",
        )
        problems = tuple(Problem(file, 0, "", message, hint) for file in drifted(repository))
        if problems:
            raise UserError(problems=problems)
    elif write:
        for file in write_schemas(repository):
            typer.echo(f"wrote {file}")
    else:
        typer.echo(schema_text(spec.value), nl=False)
