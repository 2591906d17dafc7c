"""A node's call plan in a directory, and the module run as Ansible runs it."""

import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "schemas/callplan.sql"
VERSION = int(SCHEMA.read_text("utf-8").partition("PRAGMA user_version = ")[2].partition(";")[0])

# Ansible lays the role's module_utils beside its own before it runs the module.
START = f"""
import runpy, ansible.module_utils
ansible.module_utils.__path__.append({str(ROOT / "roles/callplan/module_utils")!r})
runpy.run_path({str(ROOT / "roles/callplan/library/wco_callplan.py")!r}, run_name="__main__")
"""

GROUP = [3, 15, 0, "", "", "", 60, 0, 0, 30, "", 0, 0, ""]
"""The settings of a group beyond the first ones, as the spec has them by itself."""

Tables = dict[str, list[list[Any]]]


def digest(tables: Tables) -> str:
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def company(tenant: str, number: str, users: int = 1, name: str = "Firma") -> Tables:
    """Rows of a tenant: a greeting, then a group of all users."""
    people = [f"u{place:03}" for place in range(users)]
    return {
        "announcement": [[tenant, "greeting", "0" * 32]],
        "block": [[tenant, "greeting", "announcement", "pl"], [tenant, "sales", "group", "pl"]],
        "call_group": [[tenant, "sales", "Sales", "linear", 1, 20, 60, 0, 5, *GROUP]],
        "exit": [[tenant, "greeting", "next", "sales"], [tenant, "sales", "timeout", ""]],
        "member": [[tenant, "sales", place + 1, user] for place, user in enumerate(people)],
        "number": [[number, tenant, "greeting", 1]],
        "prompt": [[tenant, "0" * 32]],
        "tenant": [[tenant, name, "pl", "Europe/Warsaw", 7, 30, *[0] * 18]],
        "user": [
            [tenant, user, user, "+48600100200", "", 25, 1, 0, "", "", "", "", "", 0] for user in people
        ],
    }


class Node:
    """A call plan in a directory, with what the controller would send."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.database = directory / "callplan.db"
        self.database.touch()

    def order(
        self, tenants: dict[str, Tables], bundle: list[str] | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Write manifest and bundle (of all tenants, or of those named); return the parameters."""
        manifest = {name: digest(tables) for name, tables in tenants.items()}
        content = {
            "schema_version": VERSION,
            "tenants": {
                name: {"digest": manifest[name], "tables": tenants[name]}
                for name in (tenants if bundle is None else bundle)
            },
            "removed": [],
        } | changes
        return {"manifest": self.file("manifest", manifest), "bundle": self.file("bundle", content)}

    def file(self, name: str, content: Any) -> str:
        """Write a file as the action plugin sends it."""
        path = self.directory / f"{name}.gz"
        path.write_bytes(gzip.compress(json.dumps(content).encode(), compresslevel=1))
        return str(path)

    def start(self, check: bool = False, diff: bool = False, **parameters: Any) -> "subprocess.Popen[str]":
        """Start the module with parameters."""
        marker = self.directory / "release.json"
        arguments = {"database": str(self.database), "release_marker": str(marker)} | parameters
        arguments |= {
            "_ansible_check_mode": check,
            "_ansible_diff": diff,
            "_ansible_remote_tmp": str(self.directory),
        }
        process = subprocess.Popen(
            [sys.executable, "-c", START], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin
        process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": arguments}))
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, **parameters: Any) -> dict[str, Any]:
        """Run the module and return its result."""
        output, _ = self.start(**parameters).communicate()
        result: dict[str, Any] = json.loads(output)
        return result

    def apply(
        self, tenants: dict[str, Tables], bundle: list[str] | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Apply tenants; only those named are in the bundle."""
        result = self.run(**self.order(tenants, bundle), **parameters)
        assert not result.get("failed"), result["msg"]
        return result

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the call plan as an engine does."""
        db = sqlite3.connect(self.database, isolation_level=None)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("schema") / "schema.gz"
    path.write_bytes(gzip.compress(SCHEMA.read_bytes()))
    return str(path)


@pytest.fixture
def node(tmp_path: Path, schema_file: str) -> Node:
    made = Node(tmp_path)
    assert made.run(schema=schema_file)["changed"]
    return made
