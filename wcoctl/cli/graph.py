"""``graph``: a picture of a tenant's switchboard."""

from pathlib import Path
from typing import Annotated

import typer

from wcoctl.cli.options import SpecFile
from wcoctl.errors import UserError

__all__ = ["graph"]


def graph(
    spec: SpecFile,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Output file; the tenant's name with .svg if omitted."
        ),
    ] = None,
    dot: Annotated[bool, typer.Option("--dot", help="Print the graph in Graphviz's DOT language.")] = False,
) -> None:
    """Draw a tenant's switchboard as SVG: main numbers, blocks, and where each exit leads.

    Thick edges are ways that a caller or a rule chooses, dashed ones are taken
    when nothing was chosen or nobody was reached. For example:

      wcoctl graph acme.yml -o acme.svg
    """
    from wcoctl.graph import draw, render_svg
    from wcoctl.model.load import load_tenant

    tenant = load_tenant(spec).model
    picture = draw(tenant)
    if dot:
        typer.echo(picture.source, nl=False)
        return
    file = output or Path(f"{tenant.tenant}.svg")
    svg = render_svg(picture)
    try:
        file.write_text(svg)
    except OSError as error:
        raise UserError(f"{file}: cannot be written: {error.strerror} (name another file with -o)") from error
    typer.echo(f"wrote {file}")
