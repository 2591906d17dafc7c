"""A picture of a tenant's switchboard."""

from wcoctl.graph.draw import draw
from wcoctl.graph.labels import Words
from wcoctl.graph.render import render_svg

__all__ = ["Words", "draw", "render_svg"]
