"""The call plan's schema is made of the block types' tables, and its version of what it says."""

from pathlib import Path

import pytest

from wcoctl.compile.schema import call_plan_schema, schema_version, version_of

SCHEMA = Path(__file__).parents[3] / "schemas" / "callplan.sql"
ONE, OTHER = "CREATE TABLE one (a TEXT, b TEXT);\n", "CREATE TABLE other (a TEXT);\n"


def test_the_committed_schema_is_that_of_the_tables() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == call_plan_schema(), "wcoctl schema --write"
    assert 0 < schema_version() < 2**31


@pytest.mark.parametrize(
    "same", [OTHER + ONE, f"-- One.\n{ONE}\n\n{OTHER}", (ONE + OTHER).replace(" (", "\n  (")]
)
def test_order_comments_and_spaces_are_no_new_version(same: str) -> None:
    assert version_of(same) == version_of(ONE + OTHER)


@pytest.mark.parametrize("other", [ONE, OTHER, (ONE + OTHER).replace("b TEXT", "b INTEGER")])
def test_another_table_is_a_new_version(other: str) -> None:
    assert version_of(other) != version_of(ONE + OTHER)
