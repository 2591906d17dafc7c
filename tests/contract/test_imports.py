"""Which package of wcoctl may know which other one, and that a name means one thing in all of them."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from wcoctl.bundle.contents import CARRIED, SHARED
from wcoctl.workspace.directory import REPOSITORY

Floors = tuple[set[str], ...]

FLOORS: Floors = (
    {"wcoctl"},  # its version
    {"accounts", "errors", "files", "numbering"},
    {"model"},
    {"compile", "secrets"},
    {"simulate", "graph", "workspace"},
    {"bundle"},
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


def test_the_portal_takes_from_wcoctl_what_its_wheel_carries_and_nothing_else() -> None:
    carried = {path.removesuffix(".py") for path in CARRIED} - {"__init__"}
    below = set().union(*FLOORS[: FLOORS.index({"simulate", "graph", "workspace"}) + 1])
    assert carried == (below | {"blocks"}) - {"wcoctl", "secrets", "workspace"}
    modules = {_module(file): file for file in (REPOSITORY / "wcoctl").rglob("*.py")}
    inside = {name for name in modules if name == "wcoctl" or name.split(".")[1] in carried}
    sources = [*(modules[name] for name in inside), *(REPOSITORY / "portal").rglob("*.py")]
    assert len(sources) > 150
    taken = {
        (str(file.relative_to(REPOSITORY)), other)
        for file in sources
        for other in _imported(file, set(modules))
        if other.split(".")[0] == "wcoctl" and other not in inside
    }
    assert taken == set()
    shared = {f"wco_host.{name.removesuffix('.py')}" for name in SHARED}
    others = {other for file in sources for other in _imported(file, set()) if other.startswith("wco_host")}
    assert others == shared - {"wco_host.__init__"}


def test_wcoctl_knows_nothing_of_the_portal() -> None:
    """One way only: the portal is a client of the rules."""
    for file in (REPOSITORY / "wcoctl").rglob("*.py"):
        assert not any(name.startswith("wco_portal") for name in _imported(file, set())), file


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
