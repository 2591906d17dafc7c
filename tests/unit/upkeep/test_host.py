"""What runs on a host and does not serve, who else filters what comes in, and what the disks are like."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import wco_upkeep_host as host

ACTIVE = {"ActiveState": "active", "LoadState": "loaded", "UnitFileState": "enabled"}


def of_systemd(states: dict[str, dict[str, str]]) -> Any:
    """Return what answers for systemctl."""

    def output(*command: str) -> str:
        blocks = [{"Id": name, **ACTIVE, **states.get(name, {})} for name in command[3:]]
        return "\n\n".join("\n".join(f"{key}={value}" for key, value in block.items()) for block in blocks)

    return output


def test_a_service_that_its_timer_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_output", of_systemd({"wco-space.service": {"LoadState": "masked"}}))
    units = ["asterisk.service", "logrotate.timer", "wco-space.timer"]
    assert host.stopped(host.units(units)) == []
    assert host.masked(units) == ["wco-space.service is masked"]
    assert host.masked(["asterisk.service"]) == []


def test_a_service_that_has_not_done_its_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "_output", of_systemd({"wco-purge.service": {"ActiveState": "failed"}}))
    assert host.failed(["postgresql@17-main.service", "wco-purge.timer"]) == ["wco-purge.service has failed"]
    assert host.failed(["wco-space.timer"]) == []


def test_a_process_that_a_signal_has_stopped_is_told() -> None:
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            groups = Path(f"/proc/{sleeper.pid}/cgroup").read_text().splitlines()
            found = {
                "wco-live.service": ACTIVE | {"ControlGroup": groups[0].split(":", 2)[2]},
                "chrony.service": ACTIVE | {"ControlGroup": "/system.slice/chrony.service"},
                "wco-space.timer": ACTIVE,
            }
            assert host.silent(found) == []
            sleeper.send_signal(19)
            os.waitid(os.P_PID, sleeper.pid, os.WSTOPPED | os.WNOWAIT)
            told = f"wco-live.service does not answer: a signal has stopped its process {sleeper.pid}"
            assert host.silent(found) == [told]
            ended = {"wco-live.service": found["wco-live.service"] | {"ActiveState": "failed"}}
            assert host.silent(ended) == []
        finally:
            sleeper.kill()


def test_an_engine_is_asked_and_does_not_hold_up_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        name: ACTIVE | {"ControlGroup": f"/{name}"}
        for name in ("asterisk.service", "kamailio.service", "wco-live.service")
    }
    monkeypatch.setattr(host, "PATIENCE", 0.2)
    monkeypatch.setattr(
        host, "QUESTIONS", {"kamailio.service": ("sleep", "60"), "asterisk.service": ("false",)}
    )
    assert host.silent(found) == ["kamailio.service does not answer within 0.2 seconds"]


def test_chains_of_others_that_see_what_comes_in_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def chain(family: str, table: str, name: str, hook: str = "") -> dict[str, Any]:
        return {"chain": {"family": family, "table": table, "name": name} | ({"hook": hook} if hook else {})}

    listed = [
        {"metainfo": {"version": "1.1.3"}},
        chain("inet", "wco", "input", "input"),
        chain("inet", "wco_edge", "limits", "prerouting"),
        chain("inet", "f2b-table", "f2b-chain", "input"),
        chain("ip", "wco", "input", "input"),
        chain("ip", "nat", "POSTROUTING", "postrouting"),
        chain("ip", "filter", "DOCKER"),
    ]
    monkeypatch.setattr(host, "_output", lambda *_: json.dumps({"nftables": listed}))
    assert host.foreign_chains(["wco", "wco_edge"]) == {
        "inet f2b-table f2b-chain": "input",
        "ip wco input": "input",
    }


def disk(path: str, level: str, read_only: bool = False) -> dict[str, Any]:
    return {
        "path": path, "used_percent": 95, "inodes_percent": 7, "free_megabytes": 1, "read_only": read_only,
        "level": level, "told": 0.0,
    }  # fmt: skip


def test_full_and_read_only_disks_are_told(tmp_path: Path) -> None:
    file = tmp_path / "space.json"
    found = [disk("/", "warning"), disk("/var", "alarm"), disk("/srv", "alarm", read_only=True)]
    file.write_text(json.dumps(found))
    now = file.stat().st_mtime
    told = ["/var is 95 % full, 7 % of its inodes are used", "/srv is read-only"]
    assert host.disks(now + 60, file) == told
    (old,) = host.disks(now + 600, file)[2:]
    assert old.startswith("nobody looks at the disks: wco-space.service has not since ")


@pytest.mark.parametrize("content", [None, "", "{", "{}x", "[1]", '[{"level": "alarm"}]', "7", '"text"'])
def test_a_watch_that_tells_nothing_is_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "space.json"
    if content is not None:
        file.write_text(content)
    assert host.disks(0.0, file) == ["nobody looks at the disks: wco-space.service tells nothing"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"until": "x", "ends": []}', '{"until": 1e12, "ends": []}']
)
def test_notes_of_crashes_that_make_no_sense_are_lost(tmp_path: Path, content: str) -> None:
    (tmp_path / "asterisk.service").write_text(content)
    assert host.crashing(1e9, tmp_path) == []
