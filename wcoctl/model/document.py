"""A YAML file of the operator as plain data, with the line of each place in it.

Narrower than YAML, so that a value is what it looks like: keys are text as they are written; plain ``true``,
``false``, ``null`` and whole numbers have their type; everything else is text (``+48...``, ``08:00``, ``no``,
``2026-12-24``).
Anchors, aliases, tags and duplicate keys are refused.
"""

import errno
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import ComposerError

from wcoctl.errors import Problem, UserError
from wcoctl.files import read_file
from wcoctl.model.finding import Finding, Place, dotted, printable

__all__ = ["LARGEST", "STDIN", "Document", "parse", "read"]

STDIN = Path("-")
"""Stands for standard input, as for other commands."""

LARGEST = 5_000_000
DEEPEST = 20

_STR, _INT, _BOOL, _NULL, _MAP, _SEQ = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "map", "seq")
)
_TAGS = {_STR, _INT, _BOOL, _NULL, _MAP, _SEQ}
_WORDS = {"true": _BOOL, "false": _BOOL, "null": _NULL, "~": _NULL, "": _NULL}
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})").fullmatch
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]").search
_SYNTAX_HINTS = {
    "cannot start any token": "indent with spaces, not tabs, and put text that starts this way in quotes",
    "mapping values are not allowed": "put text that contains `: ` in quotes",
    "could not find expected ':'": "write `key: value`, and indent the lines that continue a text",
    "did not find expected key": "indent keys of the same mapping equally, and close every quote",
    "undefined alias": "put text that starts with `*` in quotes",
    "nested too deeply": "no spec needs that depth",
    "expected a single document": "keep one document per file, without `---`",
}


class _Loader(CParser):
    """The C parser with a smaller idea of what a plain scalar is, and a floor, which its recursion lacks."""

    depth = 0

    def resolve(self, kind: type, value: str, implicit: Any) -> str:
        if kind is yaml.ScalarNode:
            if not implicit[0]:
                return _STR
            return _WORDS.get(value) or (_INT if _WHOLE_NUMBER(value) else _STR)
        return _MAP if kind is yaml.MappingNode else _SEQ

    def descend_resolver(self, node: yaml.Node | None, _index: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST and node is not None:
            raise ComposerError(None, None, "it is nested too deeply", node.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


@dataclass
class Document:
    """One file: its data, and what was wrong with its YAML without keeping it from being read."""

    file: Path
    root: yaml.MappingNode
    data: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the deepest part of the way to it that exists."""
        return self._locate(place)[0]

    def problem(self, finding: Finding) -> Problem:
        """Return the finding as the operator sees it."""
        line, place = self._locate(finding.place)
        return Problem(self.file, line, dotted(place), printable(finding.message), printable(finding.hint))

    def _locate(self, place: Place) -> tuple[int, Place]:
        """Return the line, and the place without positions in a value that is written instead of a list."""
        node: yaml.Node = self.root
        line = 1
        for depth, part in enumerate(place):
            if isinstance(node, yaml.MappingNode):
                # Of duplicate keys the last one counts, as in the data.
                found = next((pair for pair in reversed(node.value) if pair[0].value == part), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                return line, place[:depth]
        return line, place


def read(file: Path) -> Document:
    """Read a YAML file whose top is a mapping; UserError when that is impossible."""
    return parse(_text(file), file)


def parse(text: str, file: Path = STDIN) -> Document:
    """Read the text of a file as ``read`` does."""
    if control := _CONTROL(text):
        line = text.count("\n", 0, control.start()) + 1
        raise _error(file, line, f"contains the control character {control.group()!r}", "delete it")
    _refuse_anchors(file, text)
    root = _compose(file, text)
    if not isinstance(root, yaml.MappingNode):
        empty = root is None or root.tag == _NULL
        raise _error(
            file, 0, "is empty" if empty else "is not a mapping", "write `key: value` lines at its top"
        )
    document = Document(file, root)
    document.data = _mapping(root, (), document.findings)
    return document


def _error(file: Path, line: int, message: str, hint: str) -> UserError:
    return UserError(problems=(Problem(file, line, "", message, hint),))


def _too_large(file: Path) -> UserError:
    return _error(file, 0, "is larger than 5 MB", "keep texts short, and audio in WAV files next to the spec")


def _text(file: Path) -> str:
    try:
        content = sys.stdin.buffer.read(LARGEST + 1) if file == STDIN else read_file(file, LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise _too_large(file) from error
        raise _error(
            file, 0, f"cannot be read: {error.strerror}", "name a file that exists and that you can read"
        ) from error
    if len(content) > LARGEST:
        raise _too_large(file)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(file, line, "is not UTF-8 text", "save the file as UTF-8") from error


def _refuse_anchors(file: Path, text: str) -> None:
    """Look for anchors where there can be any; an alias without an anchor is a syntax error anyway."""
    if "&" not in text:
        return
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            anchor = getattr(event, "anchor", None)
            if anchor and event.start_mark:
                message = f"contains the anchor `{anchor}`"
                raise _error(
                    file, event.start_mark.line + 1, message, "write the value out wherever it is used"
                )
    except yaml.YAMLError:
        return  # _compose says so


def _compose(file: Path, text: str) -> yaml.Node | None:
    try:
        root: yaml.Node | None = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or "unreadable"
        default = "fix the syntax on this line or just above it"
        hint = next(
            (hint for part, hint in _SYNTAX_HINTS.items() if part in f"{error.context} {said}"), default
        )
        raise _error(file, mark.line + 1 if mark else 0, f"is not valid YAML: {said}", hint) from error
    except yaml.YAMLError as error:
        raise _error(file, 0, "contains a character that YAML does not allow", "delete it") from error
    return root


def _value(node: yaml.Node, place: Place, findings: list[Finding]) -> Any:
    """Return a node's plain value."""
    tag, value = node.tag, node.value
    if tag == _STR:
        return value if isinstance(value, str) else _refuse_tag(node, place, findings)
    if tag == _MAP and isinstance(node, yaml.MappingNode):
        return _mapping(node, place, findings)
    if tag == _SEQ and isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), findings) for index, item in enumerate(value)]
    if tag == _INT and _WHOLE_NUMBER(value):
        return int(value)
    if tag == _BOOL and value in _WORDS:
        return value == "true"
    return None if tag == _NULL else _refuse_tag(node, place, findings)


def _refuse_tag(node: yaml.Node, place: Place, findings: list[Finding]) -> None:
    findings.append(
        Finding(place, f"has the YAML tag `{node.tag}`", "delete the tag; specs hold plain text and numbers")
    )


def _mapping(node: yaml.MappingNode, place: Place, findings: list[Finding]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key, str):
            findings.append(
                Finding(place, "has a key that is not text", "put text that starts with `[` or `{` in quotes")
            )
            continue
        inner = (*place, key)
        if key in lines:
            findings.append(
                Finding(inner, "duplicate key", f"keep one of them; the other is on line {lines[key]}")
            )
        lines[key] = key_node.start_mark.line + 1
        data[key] = _value(value_node, inner, findings)
    return data
