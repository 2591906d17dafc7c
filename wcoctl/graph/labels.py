"""What stands in the nodes: the type, the name, and the settings worth knowing at a glance."""

from collections.abc import Iterable
from html import escape
from textwrap import wrap

from wcoctl.blocks.registry import part
from wcoctl.model.tenant import Tenant

__all__ = ["Words", "first", "html_label", "some", "spoken"]

SHOWN = 4
"""So many of several equal things are named, the others counted."""
WIDTH = 34
LINES = 2


class Words:
    """What the picture says, in English; the portal says it in its visitors' languages."""

    switchboard = "switchboard"
    begin = "calls begin here"
    direct = "direct calls begin here"
    hang_up = "hang up"
    missing = "missing block"

    def main_numbers(self, count: int) -> str:
        """Return what some main numbers are called."""
        return "Main number" if count == 1 else f"{count} main numbers"

    def more(self, count: int) -> str:
        """Return what stands for those that are not shown."""
        return f"+{count} more"

    def leads_to(self, block: str) -> str:
        """Return what stands at the end of a way to a block far away."""
        return f"to {block}"

    def kind(self, type_: str) -> str:
        """Return what a type of blocks is called."""
        return type_.replace("_", " ")

    def details(self, tenant: Tenant, name: str) -> Iterable[str]:
        """Return what is worth knowing of a block at a glance."""
        block = tenant.blocks[name]
        found: Iterable[str] = part(block.type, "draw", "details")(tenant, name, block)
        return found

    def exits(self, exits: tuple[str, ...]) -> list[str]:
        """Return the lines that stand at a way: the exits that lead there."""
        keys = [exit_.removeprefix("key_") for exit_ in exits if exit_.startswith("key_")]
        keys = [{"star": "*", "hash": "#"}.get(key, key) for key in keys]
        words = [exit_.replace("_", " ") for exit_ in exits if not exit_.startswith("key_")]
        return [*([f"key {some(keys, 12)}"] if keys else []), *words]

    def block(self, tenant: Tenant, name: str) -> str:
        """Return the label of a block."""
        lines = [line for text in self.details(tenant, name) for line in _wrapped(text)]
        return html_label(self.kind(tenant.blocks[name].type), name, lines)


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
