"""What the module refuses, before it has changed anything."""

from typing import Any

import pytest

from tests.unit.callplan_module.conftest import VERSION, Node, Tables, company

ACME = company("acme", "+48221000001")
BETA = company("beta", "+48221000002")
CHANGED = company("acme", "+48221000001", users=2)


def refusal(node: Node, tenants: dict[str, Tables], **changes: Any) -> str:
    """Apply an order that has to be refused to a node that holds acme and beta, and return the words."""
    node.apply({"acme": ACME, "beta": BETA})
    before = node.database.read_bytes()
    result = node.run(**node.order(tenants, **changes))
    assert result["failed"]
    assert node.database.read_bytes() == before
    message: str = result["msg"].removeprefix(f"{node.database}: ")
    assert message.endswith(". The call plan was not changed.")
    return message


def test_wrong_digest(node: Node) -> None:
    order = node.order({"acme": CHANGED})
    order["bundle"] = node.order({"acme": ACME})["bundle"]
    order["manifest"] = node.file("manifest", {"acme": "f" * 64})
    result = node.run(**order)
    assert (
        "the rows of tenant 'acme' do not have the digest of the manifest (compile it again)" in result["msg"]
    )
    assert node.query("SELECT count(*) FROM manifest") == [(0,)]


def test_wrong_schema_version(node: Node) -> None:
    assert f"schema version {VERSION + 1}, the node {VERSION} (bring" in refusal(
        node, {"acme": CHANGED}, schema_version=VERSION + 1
    )


def test_a_changed_tenant_not_sent(node: Node) -> None:
    words = refusal(node, {"acme": CHANGED, "beta": BETA}, bundle=["beta"])
    assert "the bundle lacks the tenants acme, which differ on the node" in words


def test_a_number_of_a_tenant_out_of_scope(node: Node) -> None:
    moved = {"beta": company("beta", "+48221000001")}
    words = refusal(node, moved, scope=["beta"])
    assert "number '+48221000001' is of tenant 'acme' and of 'beta'" in words


def test_a_new_schema_loses_no_tenant_out_of_scope(node: Node, schema_file: str) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    node.query("PRAGMA user_version = 1")
    result = node.run(**node.order({"beta": BETA}, scope=["beta"]), schema=schema_file)
    assert "the tenants acme would be lost with the old schema, version 1 (send all tenants)" in result["msg"]
    assert node.query("SELECT tenant FROM manifest") == [("acme",), ("beta",)]


def test_a_number_of_two_tenants_in_the_bundle(node: Node) -> None:
    words = refusal(node, {"acme": CHANGED, "gamma": company("gamma", "+48221000001")})
    assert "number '+48221000001' is of tenant 'acme' and of 'gamma'" in words


def test_a_number_of_a_tenant_that_stays(node: Node) -> None:
    words = refusal(
        node, {"acme": ACME, "beta": BETA, "gamma": company("gamma", "+48221000002")}, bundle=["gamma"]
    )
    assert "number '+48221000002' is of tenant 'beta' and of 'gamma'" in words


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("hangup", ["beta", "bye", "normal"], "do not fit table 'hangup'"),
        ("hangup", ["acme", "bye"], "do not fit table 'hangup'"),
        ("hangup; DROP TABLE user", ["acme"], "is no table for them"),
        ("manifest", ["acme", "0"], "is no table for them"),
        ("queues", ["acme"], "is no table for them"),
        ("holiday", ["2026-01-01", "x"], "is no table for them"),
        (
            "dial",
            ["acme", "bob", "bob", "+48600100200", "soon", 0],
            "cannot store TEXT value in INTEGER column",
        ),
        ("dial", ["acme", "bob", "bob", None, 20, 0], "NOT NULL constraint failed"),
    ],
)
def test_rows_that_do_not_fit(node: Node, table: str, row: list[Any], words: str) -> None:
    assert words in refusal(node, {"acme": {**ACME, table: [row]}, "beta": BETA})


def test_a_bundle_that_is_none(node: Node) -> None:
    order = node.order({"acme": ACME})
    order["bundle"] = node.file("bundle", {"tenants": []})
    assert "the manifest or the bundle cannot be read" in node.run(**order)["msg"]


def test_a_file_that_is_no_call_plan(node: Node) -> None:
    node.database.write_bytes(b"not a database" * 100)
    told = node.run()
    assert "file is not a database" in told["broken"]
    assert (told["manifest"], told["schema_version"]) == ({}, 0)
    refused = node.run(**node.order({"acme": company("acme", "+48221001000")}))
    assert "file is not a database" in refused["msg"]
