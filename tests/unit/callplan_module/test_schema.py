"""How a node comes to its schema."""

import gzip
from pathlib import Path

import pytest

from tests.unit.callplan_module.conftest import SCHEMA, Node, company

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
    text = SCHEMA.read_text().replace("user_version = 3", "user_version = 4").replace(" active ", " awake ")
    path = tmp_path / "next.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return str(path)


def test_another_schema_is_rebuilt_with_all_rows_at_once(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    assert not node.run(schema=next_schema)["changed"]
    result = node.run(**node.order({"acme": ACME}, schema_version=4), schema=next_schema)
    assert result["rebuilt"]
    assert result["schema_version"] == 4
    assert node.query("SELECT awake FROM user") == [(1,)]
    assert node.run()["schema_version"] == 4


def test_another_schema_needs_all_tenants(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    result = node.run(**node.order({"acme": ACME}, bundle=[], schema_version=4), schema=next_schema)
    assert "the bundle lacks the tenants acme" in result["msg"]
    assert node.run()["schema_version"] == 3
