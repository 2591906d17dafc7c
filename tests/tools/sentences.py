"""``python -m tests.tools.sentences``: bring the catalogue of wcoctl's sentences up to its code; new ones are empty there."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.tools.texts import written
from wco_portal.sentences import CATALOGUE

_WCOCTL = Path(__file__).resolve().parents[2] / "wcoctl"
_OTHERS = {
    *(
        f"model/{name}.py"
        for name in ("addresses", "document", "load", "manual", "rules_site", "schema", "site", "sms")
    ),
    *(f"simulate/{name}.py" for name in ("call", "request", "story")),
}
"""What only the operator reads, or the portal says in its own words."""
_AMONG_TENANTS = {
    *("check_server_hosts", "check_mail", "check_tenants", "_Owner"),
    *("_not_the_test_number", "_routed_twice", "_presenting_twice"),
}
"""What of the site's rules companies read: those about their own file."""
_TEXT = re.compile(r"[^\W\d_]{2}")
_PATTERN = re.compile(
    r"[\^\\]|^wco-|^unexpected: |^Call for |^Połączenie |has $|^ |wcoctl/blocks"
    r"|^Portal: |: a change of |^a batch of |^the change of |the change of %s"
)
"""Regular expressions, sound files, beginnings, what is spoken, and what goes to the agent's log or to git."""
_FORMAT = re.compile(r"\{\w+:\w+\}")
_SINGLE = {
    *("characters", "entries", "users", "main numbers", "text", "nothing"),
    *("holds", "shows", "withholds", "open", "closed"),
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
"""Words that are said inside of sentences."""


def modules() -> list[Path]:
    """Return the modules whose sentences reach companies."""
    found = [*(_WCOCTL / "model").glob("*.py"), *(_WCOCTL / "simulate").glob("*.py")]
    found += (_WCOCTL / "blocks").glob("*.py")
    for name in ("model", "walk"):
        found += (_WCOCTL / "blocks").rglob(f"{name}.py")
    found += [_WCOCTL / "agent" / "publisher.py", _WCOCTL / "agent" / "draft.py"]
    return sorted(file for file in found if str(file.relative_to(_WCOCTL)) not in _OTHERS)


def sentences() -> set[str]:
    """Return every sentence of these modules as a template: ``{}`` stands for each value."""
    trees: list[ast.AST] = [ast.parse(file.read_text("utf-8")) for file in modules()]
    site = ast.parse((_WCOCTL / "model" / "rules_site.py").read_text("utf-8"))
    trees += [node for node in site.body if getattr(node, "name", "") in _AMONG_TENANTS]
    found = {_FORMAT.sub("{}", text) for tree in trees for text in _texts(tree)}
    told = {text for text in found if " " in text and _TEXT.search(text) and not _PATTERN.search(text)}
    return told | _SINGLE


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # what documents something
    if isinstance(node, ast.JoinedStr):
        yield from map("".join, product(*map(_parts, node.values)))
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and not _choice(part.value):
                yield from _texts(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _parts(part: ast.expr) -> list[str]:
    """Return what may stand in a place of a formatted string."""
    if isinstance(part, ast.FormattedValue):
        return _choice(part.value) or ["{}"]
    assert isinstance(part, ast.Constant)
    return [str(part.value)]


def _choice(value: ast.expr) -> list[str]:
    """Return the two texts of which one is said."""
    if not isinstance(value, ast.IfExp):
        return []
    both = (value.body, value.orelse)
    return (
        [str(one.value) for one in both if isinstance(one, ast.Constant)]
        if all(isinstance(one, ast.Constant) for one in both)
        else []
    )


def updated() -> Catalog:
    """Return the catalogue with the sentences of the code, and the translations that it has."""
    known = Catalog("pl")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as source:
            known = read_po(source, locale="pl")
    catalogue = Catalog("pl")
    for text in sentences():
        found = known.get(text)
        catalogue.add(text, found.string if found else "")
    return catalogue


if __name__ == "__main__":
    CATALOGUE.write_bytes(written(updated()))
