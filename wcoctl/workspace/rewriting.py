"""Writing changed data into a YAML file of people's: what did not change keeps its lines, its order and its comments.

Only the text of changed values is replaced, down to the deepest mapping that has lines of its own. Where that is impossible, the
whole file is written as new, without its comments: that it says what it should is checked in the end.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from wcoctl.errors import UserError
from wcoctl.model.document import parse
from wcoctl.model.entries import same

__all__ = ["as_yaml", "rewritten"]

_STR = "tag:yaml.org,2002:str"
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the parser counts as the end of a line."""

_FIRST, _LAST = ("tenant", "type", "name", "number"), ("exits", "blocks")
_RANKS = {key: rank for rank, key in enumerate((*_FIRST, "", *_LAST))}
"""Keys of new mappings that people look for at the beginning and at the end: PostgreSQL keeps no order."""


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """Return the text of a file with other data in it. UserError when the text is not YAML."""
    document = parse(text)
    if same(document.data, wanted):
        return text
    edits = sorted(_Rewriting(text).of(document.root, document.data, wanted), key=lambda edit: edit.start)
    done, position = [], 0
    for edit in edits:
        done += [text[position : edit.start], edit.text]
        position = max(position, edit.end)
    changed = "".join([*done, text[position:]])
    return changed if _says(changed, wanted) else as_yaml(wanted)


def as_yaml(value: Any, column: int = 0, *, flow: bool = False) -> str:
    """Return a value as the text of a YAML file; its lines but the first begin at a column."""
    text = yaml.dump(
        _sorted(value),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10**6,
        default_flow_style=flow,
    )
    text = text.removesuffix("...\n")
    return text.replace("\n", "\n" + " " * column).rstrip(" ") if column else text


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        found = parse(text)
    except UserError:
        return False
    return not found.findings and same(found.data, wanted)


class _Rewriting:
    """Finds the places of a text that have to be replaced."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in _BREAK.finditer(text))]

    def of(self, node: yaml.Node, data: Any, wanted: Any) -> Iterator[_Edit]:
        """Yield what has to be done where one value is and another one is wanted."""
        if same(data, wanted):
            return
        if not self._can_become(node, data, wanted):
            text = as_yaml(wanted, node.start_mark.column, flow=_is_flow(node))
            yield _Edit(self._start(node), self._end(node), text.rstrip())
        elif isinstance(node, yaml.MappingNode):
            yield from self._mapping(node, data, wanted)
        elif len(data) != len(wanted):
            yield from self._items(node, data, wanted)
        else:
            for item, old, new in zip(node.value, data, wanted, strict=True):
                yield from self.of(item, old, new)

    def _mapping(
        self, node: yaml.MappingNode, data: Mapping[str, Any], wanted: Mapping[str, Any]
    ) -> Iterator[_Edit]:
        last = self._start(node)
        for key, value in node.value:
            if key.value not in wanted:
                yield _Edit(self._line(key), self._next_line(self._end(value)), "")
                continue
            yield from self._value(key, value, data[key.value], wanted[key.value])
            last = self._end(value)
        if new := {key: value for key, value in wanted.items() if key not in data}:
            column = node.start_mark.column
            end = self._end_of_line(last)
            text = "\n" + " " * column + as_yaml(new, column).rstrip()
            yield _Edit(end, end, text)

    def _items(self, node: yaml.Node, data: list[Any], wanted: list[Any]) -> Iterator[_Edit]:
        """Yield the edits of a list that has got items at its end, or has lost some."""
        if len(wanted) < len(data):
            kept = _kept(data, wanted)
            for position, item in enumerate(node.value):
                if position not in kept:
                    yield _Edit(self._line(item), self._next_line(self._end(item)), "")
            return
        column = node.start_mark.column
        end = self._end_of_line(self._end(node))
        yield _Edit(end, end, "\n" + " " * column + as_yaml(wanted[len(data) :], column).rstrip())

    def _value(self, key: yaml.Node, value: yaml.Node, data: Any, wanted: Any) -> Iterator[_Edit]:
        """Yield the edits of a value behind its key: a scalar gives way to a scalar, a block to a block."""
        if same(data, wanted) or self._can_become(value, data, wanted):
            yield from self.of(value, data, wanted)
            return
        column = key.start_mark.column
        if wanted and isinstance(wanted, dict | list) and not _is_flow(value):
            text = ":\n" + " " * (column + 2) + as_yaml(wanted, column + 2).rstrip()
        else:
            text = ": " + as_yaml(wanted, column + 2, flow=True).rstrip()
        yield _Edit(self._offset(key.end_mark), self._end(value), text)

    def _can_become(self, node: yaml.Node, data: Any, wanted: Any) -> bool:
        """Tell whether a value becomes the other one by changes within it."""
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or type(data) is not type(wanted):
            return False
        shares_line = bool(self._text[self._line(node) : self._start(node)].strip())
        if isinstance(data, list):
            grows = len(data) < len(wanted) and same(wanted[: len(data)], data)
            shrinks = bool(wanted) and len(_kept(data, wanted)) == len(wanted) < len(data)
            return len(data) == len(wanted) or (bool(data) and not shares_line and (grows or shrinks))
        return bool(data.keys() & wanted.keys()) and (not shares_line or next(iter(data)) in wanted)

    def _start(self, node: yaml.Node) -> int:
        return self._offset(node.start_mark)

    def _end(self, node: yaml.Node) -> int:
        """Return where a node's text ends; the parser's mark is behind the comments that follow a block."""
        if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = self._offset(node.end_mark)
        is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        return len(self._text[:end].rstrip()) if is_block else end

    def _offset(self, mark: Any) -> int:
        line: int = mark.line
        return self._lines[line] + int(mark.column)

    def _line(self, node: yaml.Node) -> int:
        line: int = node.start_mark.line
        return self._lines[line]

    def _end_of_line(self, position: int) -> int:
        found = _BREAK.search(self._text, position)
        return found.start() if found else len(self._text)

    def _next_line(self, position: int) -> int:
        found = _BREAK.search(self._text, position)
        return found.end() if found else len(self._text)


def _kept(data: list[Any], wanted: list[Any]) -> set[int]:
    """Return the positions of the items of a list that another one has too, as far as they come in the same order."""
    kept: set[int] = set()
    for position, item in enumerate(data):
        if len(kept) < len(wanted) and same(item, wanted[len(kept)]):
            kept.add(position)
    return kept


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _sorted(value[key]) for key in sorted(value, key=_rank)}


def _rank(key: str) -> int:
    return _RANKS.get(key, len(_FIRST))


class _Dumper(yaml.SafeDumper):
    """Puts text in quotes that other readers of YAML take for something else, and indents lists."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002
        return super().increase_indent(flow, indentless=False)


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    if "\n" in value:
        return dumper.represent_scalar(_STR, value, style="|")
    resolve: Any = dumper.resolve
    plain = resolve(yaml.ScalarNode, value, (True, False)) == _STR
    return dumper.represent_scalar(_STR, value, style=None if plain else '"')


_Dumper.add_representer(str, _text)
