"""How a node comes to its schema."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.unit.callplan_module.conftest import SCHEMA, VERSION, Node, company

ACME = company("acme", "+48221000001")


def test_a_bare_host_is_told_to_change_in_check_mode(tmp_path: Path, schema_file: str) -> None:
    node = Node(tmp_path)
    node.database.unlink()
    assert node.run(schema=schema_file, check=True)["changed"]
    assert node.run()["manifest"] == {}
    assert not node.database.exists()


def test_a_second_set_up_changes_nothing(node: Node, schema_file: str) -> None:
    node.apply({"acme": ACME})
    result = node.run(schema=schema_file)
    assert not result["changed"]
    assert list(result["manifest"]) == ["acme"]


@pytest.fixture
def next_schema(tmp_path: Path) -> str:
    text = (
        SCHEMA.read_text()
        .replace(f"user_version = {VERSION}", f"user_version = {VERSION + 1}")
        .replace(" active ", " awake ")
    )
    path = tmp_path / "next.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return str(path)


def test_another_schema_is_rebuilt_with_all_rows_at_once(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    assert not node.run(schema=next_schema)["changed"]
    result = node.run(**node.order({"acme": ACME}, schema_version=VERSION + 1), schema=next_schema)
    assert result["rebuilt"]
    assert result["schema_version"] == VERSION + 1
    assert node.query("SELECT awake FROM user") == [(1,)]
    assert node.run()["schema_version"] == VERSION + 1


def test_another_schema_needs_all_tenants(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    result = node.run(**node.order({"acme": ACME}, bundle=[], schema_version=VERSION + 1), schema=next_schema)
    assert "the bundle lacks the tenants acme" in result["msg"]
    assert node.run()["schema_version"] == VERSION


def released(node: Node, schema: str, name: str) -> dict[str, Any]:
    """Have the node hold the call plan of a release, as the role sets it up; return what it holds then."""
    node.database = node.directory / name
    node.database.touch()
    return node.run(schema=schema)


def test_another_release_has_a_file_of_its_own_beside(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    before = node.run()
    assert (before["former"], before["unused"]) == (False, False)

    told = released(node, next_schema, "callplan_2.db")
    assert (told["unused"], told["former"], told["schema_version"]) == (True, True, VERSION)
    assert node.run()["manifest"] == before["manifest"]
    node.run(**node.order({"acme": ACME}, schema_version=VERSION + 1), schema=next_schema)
    told = node.run()
    assert (told["unused"], told["former"], told["schema_version"]) == (False, False, VERSION + 1)

    node.database = node.directory / "callplan.db"
    told = node.run()
    assert (told["unused"], told["former"], told["manifest"]) == (True, False, before["manifest"])
    assert node.query("SELECT active FROM user") == [(1,)]


def test_two_call_plans_of_other_releases_are_kept(node: Node, schema_file: str) -> None:
    for number in range(2, 6):
        node.apply({"acme": ACME})
        released(node, schema_file, f"callplan_{number}.db")
    left = {file.name for file in node.directory.glob("*.db*") if not file.name.endswith(("-wal", "-shm"))}
    assert left == {"callplan_3.db", "callplan_4.db", "callplan_5.db"}
    assert not list(node.directory.glob("callplan_2*"))


def test_a_former_call_plan_that_is_broken_counts_as_none(node: Node, schema_file: str) -> None:
    node.database.write_bytes(b"no database" * 1000)
    told = released(node, schema_file, "callplan_2.db")
    assert (told["unused"], told["former"], told["manifest"]) == (True, False, {})
