"""What stands in the nodes: the type, the name, and the settings worth knowing at a glance."""

from collections.abc import Iterable
from html import escape
from textwrap import wrap

from wcoctl.blocks.registry import part
from wcoctl.model.tenant import Tenant

__all__ = ["block_label", "first", "html_label", "some", "spoken"]

SHOWN = 4
"""So many of several equal things are named, the others counted."""
WIDTH = 34
LINES = 2


def block_label(tenant: Tenant, name: str) -> str:
    """Return the label of a block."""
    block = tenant.blocks[name]
    details = part(block.type, "draw", "details")(tenant, name, block)
    lines = [line for text in details for line in _wrapped(text)]
    return html_label(block.type.replace("_", " "), name, lines)


def html_label(kind: str, name: str, lines: Iterable[str]) -> str:
    """Return a label in the language of Graphviz, with all text escaped."""
    parts = [f'<FONT POINT-SIZE="9">{_escape(kind.upper())}</FONT>', f"<B>{_escape(name)}</B>"]
    parts += [f'<FONT POINT-SIZE="10">{_escape(line)}</FONT>' for line in lines]
    return f"<{'<BR/>'.join(parts)}>"


def some(names: Iterable[str], shown: int = SHOWN) -> str:
    """Name the first of several things and count the others."""
    everything = list(names)
    rest = len(everything) - shown
    return ", ".join(everything[:shown]) + (f" +{rest} more" if rest > 0 else "")


def first(lines: list[str], what: str) -> list[str]:
    """Return the first of several lines, and one that counts the others."""
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"+{rest} more {what}"] if rest > 0 else [])]


def spoken(tenant: Tenant, prompt: str) -> str:
    """Return what a prompt says, or its name when it is a recording."""
    text = tenant.prompts[prompt].text
    return prompt if text is None else f"\u201c{text}\u201d"


def _escape(text: str) -> str:
    # Graphviz replaces \N and its like inside such labels too.
    return escape(text).replace("\\", r"\\")


def _wrapped(text: str) -> list[str]:
    lines = wrap(text, WIDTH) or [""]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][: WIDTH - 1]}\u2026"]
