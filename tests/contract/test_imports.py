"""Which package of wcoctl may know which other one, and that a name means one thing in all of them."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from wcoctl.workspace.directory import REPOSITORY

Floors = tuple[set[str], ...]

FLOORS: Floors = (
    {"wcoctl"},  # its version
    {"errors", "files", "numbering"},
    {"model"},
    {"compile", "secrets"},
    {"simulate", "graph", "workspace"},
    {"rollout"},
    {"lab", "agent"},
    {"cli"},
    {"__main__"},
)
"""A module imports from its own package and from those on the floors below."""

LAB_FLOORS: Floors = ({"lab"}, {"story"}, {"audio"}, {"hosts", "play"}, {"judge"}, {"stories"}, {"demo"})
"""The same within the lab, whose own floor has its docstring only."""

ROOMS = {"rows": "compile", "walk": "simulate", "members": "simulate", "draw": "graph"}
"""Modules of a block type belong to the floor that asks for them; all others describe the type, as the model does."""


def _package(module: str) -> str:
    names = module.split(".")
    if names[1:2] != ["blocks"]:
        return names[min(1, len(names) - 1)]
    return ROOMS.get(names[-1].rpartition("_")[2], "model")


def _module(file: Path) -> str:
    names = file.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(names).removesuffix(".__init__")


def _imported(file: Path, modules: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by dots"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from (inner & modules) or {str(node.module)}


def _upward(files: dict[str, Path], floors: Floors, package: Callable[[str], str]) -> list[str]:
    level = {name: floor for floor, names in enumerate(floors) for name in names}
    return [
        f"{module} imports {other}"
        for module, file in sorted(files.items())
        for other in sorted(set(_imported(file, set(files))) & set(files))
        if package(other) != package(module) and level[package(other)] >= level[package(module)]
    ]


def test_nothing_is_imported_from_a_higher_floor() -> None:
    files = {_module(file): file for file in (REPOSITORY / "wcoctl").rglob("*.py")}
    assert len(files) > 200
    assert _upward(files, FLOORS, _package) == []


def test_nothing_in_the_lab_is_imported_from_a_higher_floor() -> None:
    files = {_module(file): file for file in (REPOSITORY / "wcoctl" / "lab").rglob("*.py")}
    assert len(files) > 20
    assert _upward(files, LAB_FLOORS, lambda module: [*module.split("."), "lab"][2]) == []


def test_every_package_stands_on_a_floor() -> None:
    packages = {
        path.stem for path in (REPOSITORY / "wcoctl").iterdir() if not path.stem.startswith("__pycache")
    }
    assert packages - {"blocks", "__init__"} == set().union(*FLOORS) - {"wcoctl"}


def test_a_name_of_a_class_means_one_thing() -> None:
    names = Counter(
        node.name
        for file in (REPOSITORY / "wcoctl").rglob("*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert "SiteSession" in names
    assert [name for name, times in names.items() if times > 1] == []
