"""The module wco_upkeep, run as Ansible runs it: on a host that was whole, and on one that never was."""

import grp
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
LOST = "nobody knows how the roles left this host: the record is lost"
WHOLE = {"release": "a", "files": {}, "chains": {}, "units": {}}
INSTALLED, INSTALLING = '{"release": "a", "version": "1"}', '{"release": "installing"}'
# Ansible lays the role's module_utils beside its own before it runs the module.
START = f"""
import runpy, ansible.module_utils
for role in ("host_library", "upkeep"):
    ansible.module_utils.__path__.append({str(ROOT)!r} + "/roles/" + role + "/module_utils")
runpy.run_path({str(ROOT / "roles/upkeep/library/wco_upkeep.py")!r}, run_name="__main__")
"""


class Host:
    """What a rollout has left in a directory."""

    def __init__(self, folder: Path) -> None:
        self.marker, self.record = folder / "release.json", folder / "record.json"
        self.database = folder / "live" / "live.db"
        self.database.parent.mkdir()

    def run(self, **parameters: Any) -> dict[str, Any]:
        """Run the module."""
        group = grp.getgrgid(os.getgid()).gr_name
        database = {"path": str(self.database), "schema": "live", "group": group, "mode": "0660"}
        arguments = {
            "record": str(self.record), "release_marker": str(self.marker), "databases": [database],
        } | parameters  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", START],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


@pytest.mark.parametrize(
    ("marker", "record", "whole", "drift"),
    [
        (INSTALLED, WHOLE, True, None),
        (INSTALLED, None, True, [LOST]),
        (INSTALLING, WHOLE, True, None),
        (INSTALLING, None, False, None),
        (None, None, False, None),
        ("[1]", None, False, None),
    ],
)
def test_a_database_is_lost_where_a_rollout_has_ended_and_so_is_the_record(
    host: Host, marker: str | None, record: Any, whole: bool, drift: list[str] | None
) -> None:
    if marker:
        host.marker.write_text(marker)
    if record:
        host.record.write_text(json.dumps(record))
    told = host.run()
    assert told["broken"] == ([f"{host.database} is missing"] if whole else [])
    assert told.get("drift") == drift
    assert host.run(state="mended")["whole"] is whole


def test_a_database_of_a_release_that_is_yet_to_come_is_not_lost(host: Host) -> None:
    host.marker.write_text(INSTALLED)
    host.record.write_text(json.dumps(WHOLE | {"databases": ["/elsewhere/older.db"]}))
    assert host.run()["broken"] == []
    host.record.write_text(json.dumps(WHOLE | {"databases": [str(host.database)]}))
    assert host.run()["broken"] == [f"{host.database} is missing"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "7", "{}", '{"files": [], "units": {}}', '{"files": {"/a": 1}, "units": {}}', '{"files": {}}'],
)
def test_a_record_of_another_shape_is_lost(host: Host, content: str) -> None:
    host.marker.write_text(INSTALLED)
    host.record.write_text(content)
    assert host.run()["drift"] == [LOST]
    assert host.run(drift=True)["drift"] == [LOST]


def test_a_link_that_leads_nowhere_is_told_on_any_host(host: Host) -> None:
    host.database.symlink_to(host.database.with_name("nothing"))
    assert host.run()["broken"] == [f"{host.database} is no file (live.db)"]
