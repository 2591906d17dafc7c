"""The unit that runs the agent."""

from pathlib import Path

import pytest

from wcoctl.agent.unit import unit_of
from wcoctl.workspace.directory import SiteDirectory


def _unit(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("WCO_VAULT_PASSWORD_FILE", "/run/password")
    root.mkdir()
    return unit_of(SiteDirectory(root)).splitlines()


def test_the_agent_may_write_its_workspace_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    lines = _unit(tmp_path / "warsaw", monkeypatch)
    (written,) = [line for line in lines if line.startswith("ReadWritePaths=")]
    assert f'"-{tmp_path}"' in written
    assert {"ProtectSystem=strict", "NoNewPrivileges=yes", "KillMode=mixed"} <= set(lines)
    (environment,) = [line for line in lines if line.startswith("Environment=")]
    assert '"WCO_VAULT_PASSWORD_FILE=/run/password"' in environment


def test_hosts_that_are_left_behind_are_in_the_unit(tmp_path: Path) -> None:
    (start,) = [
        line
        for line in unit_of(SiteDirectory(tmp_path), ["media2", "edge1"]).splitlines()
        if line.startswith("ExecStart=")
    ]
    assert start.endswith(' --without "media2" --without "edge1"')


def test_odd_names_stay_one_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _unit(tmp_path / '50% of "$HOME"', monkeypatch)
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    assert start.endswith('50%% of \\"$$HOME\\""')
