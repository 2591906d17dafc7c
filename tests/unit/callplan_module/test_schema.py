"""How a node comes to its schema."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.unit.callplan_module.conftest import SCHEMA, VERSION, Node, company

ACME = company("acme", "+48221000001")
BETA = company("beta", "+48221000002")


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
    """Have the node hold the call plan of a release, as the role sets it up; return what is told then."""
    node.database = node.directory / name
    if not node.database.exists():
        node.database.touch()
    return node.run(schema=schema)


def test_another_release_has_a_file_of_its_own_beside(node: Node, next_schema: str) -> None:
    node.apply({"acme": ACME})
    before = node.run()
    assert (before["former"], before["unused"]) == (False, False)

    told = released(node, next_schema, "callplan_02.db")
    assert (told["unused"], told["former"], told["schema_version"]) == (True, True, VERSION)
    assert told["manifest"] == before["manifest"]
    part = node.order({"acme": ACME, "beta": BETA}, schema_version=VERSION + 1, scope=["beta"])
    assert "the tenants acme would be lost" in node.run(**part, schema=next_schema)["msg"]
    node.run(**node.order({"acme": ACME}, schema_version=VERSION + 1), schema=next_schema)
    told = node.run()
    assert (told["unused"], told["former"], told["schema_version"]) == (False, False, VERSION + 1)

    node.database = node.directory / "callplan.db"
    assert node.query("SELECT active FROM user") == [(1,)]


def test_what_a_call_plan_held_before_others_were_brought_is_replaced(node: Node, schema_file: str) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    released(node, schema_file, "callplan_02.db")
    node.apply({"acme": ACME}, schema=schema_file)
    told = released(node, schema_file, "callplan.db")
    assert (told["unused"], told["former"], list(told["manifest"])) == (True, True, ["acme"])
    assert node.apply({"acme": ACME}, schema=schema_file)["rebuilt"]
    assert node.query("SELECT tenant FROM tenant") == [("acme",)]
    told = node.run()
    assert (told["unused"], told["former"], list(told["manifest"])) == (False, False, ["acme"])
    assert not node.apply({"acme": ACME}, schema=schema_file)["changed"]


def test_three_call_plans_keep_their_rows(node: Node, schema_file: str) -> None:
    for number in range(2, 6):
        node.apply({"acme": ACME}, schema=schema_file)
        files = {file: file.stat().st_ino for file in node.directory.glob("*.db")}
        released(node, schema_file, f"callplan_0{number}.db")
        assert {file: file.stat().st_ino for file in files} == files
    held = []
    for file in sorted(node.directory.glob("*.db")):
        with closing(sqlite3.connect(file)) as database:
            if database.execute("SELECT 1 FROM sqlite_schema").fetchall():
                held.append(file.name)
    assert held == ["callplan_03.db", "callplan_04.db", "callplan_05.db"]
    assert list(node.run()["manifest"]) == ["acme"]


def test_a_former_call_plan_that_is_broken_counts_as_none(node: Node, schema_file: str) -> None:
    node.database.write_bytes(b"no database" * 1000)
    told = released(node, schema_file, "callplan_02.db")
    assert (told["unused"], told["former"], told["manifest"]) == (True, False, {})
