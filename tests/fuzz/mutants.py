"""Spec files with a few mistakes each: what a slip of the editor, a bad merge or a wrong idea leaves."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from wcoctl.model.document import read
from wcoctl.workspace.directory import REPOSITORY

__all__ = ["mutants", "originals", "site_originals"]

TREE_SHARE = 0.75
"""So many mutants have a mistake in what they say, the others one in how it is written."""
MISTAKES = (1, 1, 1, 2, 3)
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 12, 10**17, 0.5, "", " ", "x", "hangup", "menu", "Ł", "a" * 300, "1" * 40, "'; --",
    "*", "key_1", "24:00-08:00", "00:00-24:00", "2026-02-30", "2026-12-24", "0001-01-01", "9999-12-31",
    "+48221001000", "+88213123456", "0048221001000", "group_on", [], {}, [[]], [{}], {"": ""}, {"a": {"b": {}}}, ["x", "x"],
)  # fmt: skip

Tree = dict[str, Any] | list[Any]


def originals() -> list[Path]:
    """Return all tenant files of the repository that are valid: golden specs, examples, those of call stories."""
    folders = (
        "tests/specs/ok",
        "tests/calls",
        "tests/attacks/tenants",
        "inventories",
        "wcoctl/lab",
    )
    found = [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.yml"))]
    return [path for path in found if "\nblocks:" in path.read_text(encoding="utf-8")]


def site_originals() -> list[Path]:
    """Return all files of the repository that describe a site and its hosts, and are valid."""
    folders = [REPOSITORY / "wcoctl/model/examples/site", *sorted((REPOSITORY / "inventories").iterdir())]
    return [folder / name for folder in folders for name in ("site.yml", "hosts.yml")]


def mutants(chance: random.Random, count: int, files: list[Path]) -> Iterator[tuple[Path, str]]:
    """Yield files and what became of their text."""
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    trees: dict[Path, Tree] = {path: read(path).data for path in texts}
    for _ in range(count):
        path = chance.choice(list(texts))
        if chance.random() < TREE_SHARE:
            yield path, _spoilt_tree(chance, trees[path], list(trees.values()))
        else:
            yield path, _spoilt_text(chance, texts[path])


def _spoilt_tree(chance: random.Random, tree: Tree, others: list[Tree]) -> str:
    spoilt = deepcopy(tree)
    for _ in range(chance.choice(MISTAKES)):
        places = list(_places(spoilt))
        if places:
            holder, key = chance.choice(places)
            chance.choice(_SLIPS)(chance, holder, key, chance.choice(others))
    return yaml.dump(spoilt, Dumper=_Plain, sort_keys=False, allow_unicode=True)


class _Plain(yaml.CSafeDumper):
    """Writes equal parts out: an anchor would be the only mistake that is seen."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _places(tree: Tree) -> Iterator[tuple[Any, Any]]:
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        inner: Any = tree[key]  # type: ignore[index]
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _replace(chance: random.Random, holder: Any, key: Any, _other: Tree) -> None:
    holder[key] = deepcopy(chance.choice(ODD))


def _delete(_chance: random.Random, holder: Any, key: Any, _other: Tree) -> None:
    del holder[key]


def _rename(chance: random.Random, holder: Any, key: Any, _other: Tree) -> None:
    if isinstance(holder, dict):
        holder[chance.choice([*holder, "x", "type", "1", f"{key}_"])] = holder.pop(key)


def _add(chance: random.Random, holder: Any, key: Any, _other: Tree) -> None:
    if isinstance(holder, dict):
        holder[chance.choice(["x", "type", f"{key}s"])] = deepcopy(chance.choice(ODD))
    else:
        holder.insert(key, deepcopy(chance.choice([holder[key], *ODD])))


def _transplant(chance: random.Random, holder: Any, key: Any, other: Tree) -> None:
    """Put what stands somewhere else in its place: of another type, or of another company."""
    donor, place = chance.choice(list(_places(other)))
    holder[key] = deepcopy(donor[place])


def _mistake_for_another(chance: random.Random, holder: Any, key: Any, other: Tree) -> None:
    """Put what stands under the same key somewhere else: it fits, and means something else."""
    fitting = [
        donor[place] for donor, place in _places(other) if place == key and type(donor) is type(holder)
    ]
    if fitting:
        holder[key] = deepcopy(chance.choice(fitting))


_SLIPS: tuple[Callable[[random.Random, Any, Any, Tree], None], ...] = (
    *[_mistake_for_another] * 8,
    _replace,
    _replace,
    _delete,
    _rename,
    _add,
    _transplant,
)


def _spoilt_text(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    end = min(len(lines), at + chance.randint(1, 6))
    match chance.randrange(6):
        case 0:
            del lines[at:end]
        case 1:  # a duplicate section, its second one spoilt
            again = [line.replace("a", chance.choice("ab:"), 1) for line in lines[at:end]]
            lines[end:end] = again
        case 2:
            lines[at:end] = [chance.choice(("  ", "\t", " ")) + line for line in lines[at:end]]
        case 3:
            return text[: chance.randrange(len(text))]
        case 4:
            where = chance.randrange(len(text))
            return text[:where] + chance.choice("\0\r\t{}[]&*!|>'\"%@`:#-\u2028\ufeff\ud7ff") + text[where:]
        case _:
            lines[at:end], lines[:0] = [], lines[at:end]
    return "\n".join(lines)
