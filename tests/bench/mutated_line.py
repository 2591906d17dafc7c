"""The line of a mutant in its file."""

import ast
import re

__all__ = ["mutated_line"]

NAME = re.compile(r"\.x(?:_|ǁ(?P<owner>\w+)ǁ)(?P<function>\w+)__mutmut_\d+$")
"""How mutmut names a mutant of a function, or of a class's method."""
HUNK = re.compile(r"@@ -(\d+)")


def mutated_line(source: str, name: str, difference: list[str]) -> int:
    """Return the first line that differs; the difference counts from the function's first line."""
    hunk = next(index for index, line in enumerate(difference) if HUNK.match(line))
    found = HUNK.match(difference[hunk])
    assert found
    before = next(index for index, line in enumerate(difference[hunk + 1 :]) if line[:1] in ("-", "+"))
    return _first_line(source, name) + int(found[1]) - 1 + before


def _first_line(source: str, name: str) -> int:
    named = NAME.search(name)
    assert named, name
    nodes: list[ast.stmt] = ast.parse(source).body
    if owner := named["owner"]:
        nodes = next(node.body for node in nodes if isinstance(node, ast.ClassDef) and node.name == owner)
    function = next(
        node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == named["function"]
    )
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
