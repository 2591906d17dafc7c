"""Units of ours are confined by the one hardening.conf, and say for themselves only what they need besides."""

import re
from pathlib import Path

import pytest

ROLES = Path(__file__).parents[2] / "roles"
HARDENING = (ROLES / "host_library/files/hardening.conf").read_text(encoding="utf-8")
SETTINGS = [line for line in HARDENING.splitlines() if "=" in line and not line.startswith("#")]
UNITS = sorted(ROLES.glob("*/templates/wco-*.service.j2"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_is_confined_and_repeats_nothing(unit: Path) -> None:
    name, says = unit.name.removesuffix(".service.j2"), unit.read_text(encoding="utf-8")
    role = unit.parents[1]
    tasks = "".join(file.read_text(encoding="utf-8") for file in (role / "tasks").glob("*.yml"))
    dropins = f"/etc/systemd/system/{name}.service.d"
    assert f"{{shared: hardening.conf, dest: {dropins}/hardening.conf}}" in tasks
    assert re.search(rf"- {dropins}$|^ +directories: \[.*{dropins}\]$", tasks, re.MULTILINE)
    assert [line for line in says.splitlines() if line in SETTINGS] == []


@pytest.mark.parametrize("file", sorted(ROLES.glob("*/templates/exceptions.conf.j2")), ids=str)
def test_each_exception_has_its_reason(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    taken_back = [number for number, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    assert taken_back
    for number in taken_back:
        assert lines[number - 1].startswith("# ")
        assert lines[number].partition("=")[0] in {setting.partition("=")[0] for setting in SETTINGS}
