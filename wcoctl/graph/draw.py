"""The graph of a tenant in the language of Graphviz: main numbers, blocks, and an edge for each way on."""

from collections import defaultdict

import graphviz

from wcoctl.blocks.registry import part
from wcoctl.graph.labels import Words, html_label
from wcoctl.graph.ways import DrawnWay, far_ways, ways
from wcoctl.model.base import HANGUP
from wcoctl.model.flow import entries
from wcoctl.model.tenant import Tenant

__all__ = ["draw"]

MARGINS = {"hexagon": "0,0", "ellipse": "0,0", "cds": "0.3,0.14", "octagon": "0.02,0.02"}

FONT = "Helvetica"
CHOSEN = {"penwidth": "2"}
FALLBACK = {"color": "#6b7280", "fontcolor": "#4b5563", "style": "dashed"}
SHOWN_NUMBERS = 3


_ENGLISH = Words()


def draw(tenant: Tenant, words: Words = _ENGLISH) -> graphviz.Digraph:
    """Return the picture of a tenant's switchboard."""
    picture = graphviz.Digraph(
        graph_attr={
            "rankdir": "LR",
            "nodesep": "0.25",
            "ranksep": "0.9",
            "fontname": FONT,
            "labelloc": "t",
            "label": html_label(words.switchboard, tenant.name, [tenant.tenant]),
        },
        node_attr={"fontname": FONT, "fontsize": "12", "style": "filled", "margin": "0.12,0.06"},
        edge_attr={"fontname": FONT, "fontsize": "10", "arrowsize": "0.7"},
    )
    for block, settings in tenant.blocks.items():
        shape, fill = part(settings.type, "draw", "SHAPE")
        margin = MARGINS.get(shape, "0.12,0.06")
        picture.node(_block(block), words.block(tenant, block), shape=shape, fillcolor=fill, margin=margin)
    found = ways(tenant)
    ends = [block for _, block in entries(tenant)] + [way.target for way in found]
    for name in dict.fromkeys(end for end in ends if end not in {*tenant.blocks, HANGUP}):
        picture.node(_block(name), html_label(words.missing, name, ()), shape="box", style="dashed")
    _draw_numbers(picture, tenant, words)
    far = far_ways(tenant, found)
    for way in found:
        _draw_way(picture, way, way in far, words)
    return picture


def _draw_numbers(picture: graphviz.Digraph, tenant: Tenant, words: Words) -> None:
    """Draw the main numbers, those with the same entry as one node, and the users' numbers that lead here."""
    primary = tenant.main_numbers.primary
    by_entry: defaultdict[str, list[str]] = defaultdict(list, {primary.entry: [primary.number]})
    for extra in tenant.main_numbers.additional:
        by_entry[extra.entry or primary.entry].append(extra.number)
    for entry, numbers in by_entry.items():
        lines = numbers[:SHOWN_NUMBERS]
        if len(numbers) > SHOWN_NUMBERS:
            lines.append(words.more(len(numbers) - SHOWN_NUMBERS))
        node = f"numbers of {entry}"
        label = html_label(words.begin, words.main_numbers(len(numbers)), lines)
        picture.node(node, label, shape="box", style="filled,rounded,bold", fillcolor="#e5e7eb")
        picture.edge(node, _block(entry), **CHOSEN)
    for name, user in tenant.users.items():
        if user.direct_calls is not None:
            node = f"calls of {name}"
            label = html_label(words.direct, user.name, [user.number])
            picture.node(node, label, shape="box", style="filled,rounded", fillcolor="#f3f4f6")
            picture.edge(node, _block(user.direct_calls), **CHOSEN)


def _draw_way(picture: graphviz.Digraph, way: DrawnWay, far: bool, words: Words) -> None:
    """Draw a way on; a hang-up, and a block far away that many ways lead to, are named where the way ends."""
    end = _block(way.target)
    if way.target == HANGUP or far:
        end = f"{way.source} to {way.target}"
        hangs_up = way.target == HANGUP
        text, colour = (words.hang_up, "#7f1d1d") if hangs_up else (words.leads_to(way.target), "#1e3a8a")
        picture.node(end, text, shape="plain", fontsize="11", fontcolor=colour, style="")
    text = "\\n".join(f" {line} " for line in words.exits(way.exits))
    picture.edge(_block(way.source), end, text, **(CHOSEN if way.chosen else FALLBACK))


def _block(name: str) -> str:
    return f"block {name}"
