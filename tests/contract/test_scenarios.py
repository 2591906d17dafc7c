"""Molecule's scenarios show of each role what they have to, and what they bring with them fits it."""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools.bundles import BUNDLES
from wcoctl.compile.schema import schema_version
from wcoctl.workspace.directory import REPOSITORY

ROLES = sorted(path.name for path in (REPOSITORY / "roles").iterdir() if path.is_dir())
CHANGED = "changed_variables.yml"


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _settings(role: str, *keys: str) -> Any:
    """Return a setting of a role's scenario: its own, or that of all scenarios."""
    for file in (REPOSITORY / "molecule" / role / "molecule.yml", REPOSITORY / ".config/molecule/config.yml"):
        setting = _yaml(file)
        for key in keys:
            setting = setting.get(key, {})
        if setting:
            return setting
    return None


def _changes(role: str) -> list[dict[str, Any]]:
    """Return what a scenario's second converges are given."""
    (play,) = _yaml(REPOSITORY / "molecule" / role / CHANGED)
    return [task | task["vars"] for task in play["tasks"]]


def _units(role: str) -> set[str]:
    """Return the units of a role's own that run all the time: of a service with a timer, the timer."""
    files = (path.name.removesuffix(".j2") for path in (REPOSITORY / "roles" / role).glob("*/wco-*.*"))
    units = {name for name in files if name.endswith((".service", ".socket", ".timer"))}
    return units - {unit.replace(".timer", ".service") for unit in units if unit.endswith(".timer")}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_converges_again_with_changed_variables(role: str) -> None:
    sequence = _settings(role, "scenario", "test_sequence")
    assert sequence[sequence.index("converge") :][:3] == ["converge", "side_effect", "idempotence"]
    assert _settings(role, "ansible", "playbooks", "side_effect") == CHANGED
    changes = _changes(role)
    assert {change["ansible.builtin.include_tasks"] for change in changes} == {
        "../shared/tasks/converge_again.yml"
    }
    variables = [
        name for change in changes for step in change.get("loop", [change.get("variables")]) for name in step
    ]
    assert any(name.startswith(f"{role}_") for name in variables) or role == "host_library"


@pytest.mark.parametrize("role", ROLES)
def test_each_unit_is_said_to_go_on_or_to_restart(role: str) -> None:
    said = [str(change[verdict]) for change in _changes(role) for verdict in ("kept", "restarted")]
    assert {unit for unit in _units(role) if not any(unit in units for units in said)} == set()


def test_units_of_roles_are_found() -> None:
    assert _units("speech") == {"wco-speech.service", "wco-speech.socket"}
    assert _units("postgresql") == {"wco-purge.timer"}


@pytest.mark.parametrize("file", BUNDLES, ids=lambda file: str(file.relative_to(REPOSITORY / "molecule")))
def test_bundles_are_of_the_present_schema(file: Path) -> None:
    bundle = json.loads(file.read_text(encoding="utf-8"))
    assert bundle["schema_version"] == schema_version(), "python -m tests.tools.bundles"
    plan = sqlite3.connect(":memory:")
    plan.executescript((REPOSITORY / "schemas" / "callplan.sql").read_text(encoding="utf-8"))
    for tenant in bundle["tenants"].values():
        rows = json.dumps(tenant["tables"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert tenant["digest"] == hashlib.sha256(rows.encode()).hexdigest()
        for table, lines in tenant["tables"].items():
            columns = plan.execute("SELECT count(*) FROM pragma_table_info(?)", (table,)).fetchone()[0]
            assert {len(line) for line in lines} <= {columns}, table
