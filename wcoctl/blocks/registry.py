"""Finds the block types and their parts: a folder here is a type, and nobody lists them."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["TYPES", "example", "part"]

_HERE = Path(__file__).parent

TYPES: tuple[str, ...] = tuple(sorted(file.parent.name for file in _HERE.glob("*/model.py")))
"""What a block's type may be."""


@cache
def part(type_: str, module: str, name: str) -> Any:
    """Return what a type's folder calls so; LookupError names what is missing where."""
    path = f"wcoctl.blocks.{type_}.{module}"
    try:
        return getattr(import_module(path), name)
    except ModuleNotFoundError as error:
        if error.name is None or not path.startswith(error.name):
            raise
        raise LookupError(f"the block type {type_} lacks wcoctl/blocks/{type_}/{module}.py") from error
    except AttributeError as error:
        raise LookupError(f"wcoctl/blocks/{type_}/{module}.py lacks `{name}`") from error


def example(type_: str) -> str:
    """Return the example of a block type, as YAML: a mapping of one block by its name."""
    return (_HERE / type_ / "example.yml").read_text(encoding="utf-8").removeprefix("---\n")
