"""The picture of a switchboard in a page: links instead of nodes, what is wrong, and the way of a call.

Graphviz lays it out once for each document and language; the rest is marked in a copy.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from markupsafe import Markup

from wco_portal.drafts.checking import check
from wco_portal.drafts.document import Document
from wco_portal.switchboard.words import words_of
from wco_portal.texts import Language, marked, translations
from wcoctl.graph import draw, render_svg
from wcoctl.model.base import HANGUP
from wcoctl.model.tenant import Tenant
from wcoctl.simulate import WalkStep

__all__ = ["block_path", "picture", "wrong_blocks"]

_SVG = "http://www.w3.org/2000/svg"
_G, _TEXT, _TITLE, _LINK = (f"{{{_SVG}}}{name}" for name in ("g", "text", "title", "a"))
_KEPT = 32
_RADIUS = 9
ET.register_namespace("", _SVG)


def block_path(block: str) -> str:
    """Return where a block is edited."""
    return f"/switchboard/blocks/{block}"


def wrong_blocks(document: Document) -> set[str]:
    """Return the blocks that have a mistake."""
    places = (finding.place for finding in check(document).findings)
    return {str(place[1]) for place in places if len(place) > 1 and place[0] == "blocks"}


def picture(document: Document, language: Language, steps: Sequence[WalkStep] = ()) -> Markup:
    """Return the picture of a document that can be read as a tenant; the way of a call is numbered in it."""
    root = ET.fromstring(_laid_out(json.dumps(document, sort_keys=True, ensure_ascii=False), language))  # noqa: S314 - Graphviz wrote it
    tenant = check(document).tenant
    assert tenant  # noqa: S101 - it has been laid out
    root.set("class", "switchboard")
    root.set("role", "group")
    root.set("aria-label", words_of(language).switchboard)
    marks = _Marks(tenant, language, wrong_blocks(document), steps)
    for group in root.iter(_G):
        title = group.find(_TITLE)
        if title is not None:
            group.remove(title)
            marks.set(group, title.text or "")
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - serialised by a library from text that Graphviz escaped


@lru_cache(maxsize=_KEPT)
def _laid_out(text: str, language: Language) -> str:
    tenant = check(json.loads(text)).tenant
    assert tenant  # noqa: S101 - the caller looks
    graph = draw(tenant, words_of(language))
    del graph.graph_attr["label"]
    graph.graph_attr["bgcolor"] = "transparent"
    return render_svg(graph)


class _Marks:
    """What is marked in one picture."""

    def __init__(
        self, tenant: Tenant, language: Language, wrong: Collection[str], steps: Sequence[WalkStep]
    ) -> None:
        self._tenant, self._language, self._wrong = tenant, language, wrong
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, step in enumerate(steps, 1):
            self._numbers[step.block].append(number)
        self._ways = _ways(steps)

    def set(self, group: ET.Element, name: str) -> None:
        """Mark a node or an edge."""
        for part in group.iter():
            part.attrib.pop("style", None)
        if group.get("class") == "edge":
            group.set("aria-hidden", "true")
            if name in self._ways:
                group.set("class", "edge passed")
        elif name.startswith("block "):
            self._set_block(group, name.removeprefix("block "))
        elif group.get("class") == "node" and " to " in name:
            group.set("class", "node reference")
        elif name.startswith("numbers of "):
            group.set("class", "node begin")

    def _set_block(self, group: ET.Element, block: str) -> None:
        say = translations(self._language).gettext
        wrong = block in self._wrong or block not in self._tenant.blocks
        passed = self._numbers.get(block, [])
        said = [" ".join(text.text or "" for text in group.iter(_TEXT))]
        said += [say(marked("has a mistake"))] if wrong else []
        said += [say(marked("step %s of the call")) % ", ".join(map(str, passed))] if passed else []
        group.set("class", " ".join(["node", *(["wrong"] if wrong else []), *(["passed"] if passed else [])]))
        group.set("data-block", block)
        left, top = _corner(group)
        if passed:
            _badge(group, left, top, ", ".join(map(str, passed)))
        if wrong:
            _badge(group, left, top + (2 * _RADIUS + 2 if passed else 0), "!")
        if block in self._tenant.blocks:
            _link(group, block_path(block), "; ".join(said))


def _ways(steps: Sequence[WalkStep]) -> set[str]:
    """Return what Graphviz calls the edges that a call takes, however their ends are drawn."""
    targets = [step.block for step in steps[1:]] + [HANGUP]
    found = set()
    for step, target in zip(steps, targets, strict=False):
        if step.exit != "-":
            found |= {f"block {step.block}->block {target}", f"block {step.block}->{step.block} to {target}"}
    found |= {f"numbers of {step.block}->block {step.block}" for step in steps[:1]}
    return found


def _corner(group: ET.Element) -> tuple[float, float]:
    """Return the left upper corner of a node's outline."""
    places: list[tuple[float, float]] = []
    for part in group.iter():
        if radius := part.get("rx"):
            centre = (float(part.get("cx", 0)), float(part.get("cy", 0)))
            places.append((centre[0] - float(radius), centre[1] - float(part.get("ry", 0))))
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", part.get("points", part.get("d", "")))]
        places += zip(numbers[::2], numbers[1::2], strict=False)
    return min((x for x, _ in places), default=0), min((y for _, y in places), default=0)


def _badge(group: ET.Element, x: float, y: float, text: str) -> None:
    badge = ET.SubElement(group, _G, {"class": "badge", "aria-hidden": "true"})
    width = 2 * _RADIUS + 6 * max(0, len(text) - 1)
    box = {"x": f"{x - _RADIUS:g}", "y": f"{y - _RADIUS:g}", "rx": str(_RADIUS)}
    ET.SubElement(badge, f"{{{_SVG}}}rect", box | {"width": str(width), "height": str(2 * _RADIUS)})
    place = {
        "x": f"{x - _RADIUS + width / 2:g}",
        "y": f"{y + 4:g}",
        "text-anchor": "middle",
        "font-size": "12",
    }
    ET.SubElement(badge, _TEXT, place).text = text


def _link(group: ET.Element, path: str, name: str) -> None:
    inner = list(group)
    for part in inner:
        group.remove(part)
    ET.SubElement(group, _LINK, {"href": path, "aria-label": name}).extend(inner)
