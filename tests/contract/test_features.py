"""docs/features.md: every row of the feature contract that is about calls has spec and call stories, and they exist."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from wcoctl.blocks.registry import TYPES
from wcoctl.model.manual import models_in
from wcoctl.model.tenant import Tenant

REPOSITORY = Path(__file__).parents[2]
ROWS = {*map(str, (1, 2, 3, 4, 5, *range(9, 19), 20, 23, 31)), *(f"4{letter}" for letter in "abcdefghijk")}
"""Rows of the contract's table, and what its section 4 names of calls."""
TABLE = {
    cells[0]: cells[1:]
    for line in (REPOSITORY / "docs" / "features.md").read_text("utf-8").splitlines()
    if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 4 and cells[0][:1].isdigit()
}


def test_every_row_is_there() -> None:
    assert TABLE.keys() == ROWS


@pytest.mark.parametrize("row", sorted(ROWS))
def test_a_row_has_stories_that_exist(row: str) -> None:
    stories = [story.strip() for story in TABLE[row][2].split(",") if story.strip()]
    assert stories, f"row {row} has no call story"
    calls = REPOSITORY / "tests" / "calls"
    assert [story for story in stories if not any((calls / story).glob("*.yml"))] == []


@pytest.mark.parametrize("row", sorted(ROWS))
def test_a_row_names_parts_of_the_spec(row: str) -> None:
    named = re.findall(r"(block )?`([a-z_.]+)`", TABLE[row][1])
    assert named, f"row {row} names no part of the spec"
    for block, name in named:
        assert name in TYPES if block else exists(Tenant, name), f"the spec has no {name}"


def exists(model: type[BaseModel], path: str) -> bool:
    """Whether a model has a field at a dotted path."""
    name, _, rest = path.partition(".")
    field = model.model_fields.get(name)
    if field is None or not rest:
        return field is not None
    return any(exists(part, rest) for part in models_in(field.annotation))
