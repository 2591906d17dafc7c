"""From the graph to SVG, by Graphviz."""

import graphviz

from wcoctl.errors import UserError

__all__ = ["render_svg"]


def render_svg(picture: graphviz.Digraph) -> str:
    """Return the picture as SVG."""
    try:
        return str(picture.pipe(format="svg", encoding="utf-8"))
    except graphviz.ExecutableNotFound as error:
        raise UserError(
            "the program `dot` of Graphviz is missing"
            " (install it with `apt install graphviz`, or print the graph itself with --dot)"
        ) from error
