"""What is wrong with a host is told before anything is changed on any."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.apply.command import running, wait_for_role, wco
from tests.apply.host import MARKER, look, put
from tests.records.told import wait_for_asterisk
from tests.standalone import Lab, Standalone
from wcoctl.rollout.fleet import INSTALLING

pytestmark = pytest.mark.lab

_NOBODY = """\
  pbx2:
    address: 10.79.0.99
    groups: [edge]
"""
_RELEASE_FILES = ("/etc/os-release", "/etc/debian_version")


def test_a_silent_host_stops_all(lab: Lab, standalone: Standalone, host: str) -> None:
    site = standalone.copy({}, instead=False)
    with (site.root / "hosts.yml").open("a", encoding="utf-8") as file:
        file.write(_NOBODY)
    before = look(lab)
    answer = wco("apply", site)
    assert answer.code == 3
    assert "pbx2: is not reachable: " in answer.error
    assert host not in answer.error
    assert "nothing was changed" in answer.error
    assert look(lab) == before
    for command in ("plan", "status"):
        asked = wco(command, site)
        assert asked.code == 3
        assert "pbx2: is not reachable: " in asked.error
        assert (list(asked.data["hosts"]), list(asked.data["silent"])) == ([host], ["pbx2"])
        assert not asked.data.get("empty")
    # Which companies a silent host has is not known.
    assert "pbx2: is not reachable: " in wco("plan", site, "nosuch").error
    verified = wco("verify", site)
    assert verified.code == 3
    broken = {(check["host"], check["claim"]) for check in verified.data["checks"] if check["holds"] is False}
    assert ("pbx2", "The host is reachable") in broken


def test_another_debian_is_refused_before_the_software_is_rolled_out(lab: Lab, host: str) -> None:
    before = look(lab)
    with _debian_12(lab):
        during = look(lab)
        answer = wco("apply", lab.site, "--software")
        assert look(lab) == during
    assert answer.code == 3
    assert f"{host}: The host can carry the service: runs Debian 12" in answer.error
    assert {**look(lab), "files": {}} == {**before, "files": {}}


def test_a_rollout_that_did_not_end_is_done_again(lab: Lab, host: str) -> None:
    before = look(lab)
    put(lab, MARKER, f'{{"release": "{INSTALLING}"}}')
    plan = wco("plan", lab.site)
    assert plan.data["hosts"] == {host: {"software": "half_installed", "repairs": [], "tenants": {}}}
    with running("apply", lab.site) as killed:
        wait_for_role(killed, "base", 2)  # the first time it is asked what it knows of its site
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    after = look(lab)
    assert before["files"].pop(MARKER) < after["files"].pop(MARKER)
    assert after["files"] == before["files"]
    # No handler of the killed run was called, so all are now, but for the restart of Asterisk: it would cut calls.
    assert _restarted(before, after) == {"kamailio.service", "wco-call-records.service"}
    assert wco("plan", lab.site).data["empty"]


def test_what_a_killed_rollout_has_written_is_read(lab: Lab) -> None:
    """Asterisk reads these settings at its start only."""
    before = look(lab)
    put(lab, MARKER, f'{{"release": "{INSTALLING}"}}')
    lab.inside.run(lab.edge, "touch", "/etc/asterisk/stasis.conf")
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    assert "asterisk.service" in _restarted(before, look(lab))
    wait_for_asterisk(lab)


def _restarted(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the units that were started meanwhile."""
    units = [dict(line.split("=", 1) for line in one.splitlines()) for one in after["services"]]
    return {
        unit["Id"]
        for unit, one in zip(units, after["services"], strict=True)
        if one not in before["services"]
    }


@contextmanager
def _debian_12(lab: Lab) -> Iterator[None]:
    """Let the host pass for an older Debian."""
    try:
        for file in _RELEASE_FILES:
            lab.inside.run(lab.edge, "cp", "--archive", file, f"{file}.real")
        text = lab.inside.run(lab.edge, "cat", "/etc/os-release").decode()
        lab.inside.run(lab.edge, "rm", "/etc/os-release")
        put(lab, "/etc/os-release", text.replace('VERSION_ID="13"', 'VERSION_ID="12"'))
        put(lab, "/etc/debian_version", "12.0\n")
        yield
    finally:
        for file in _RELEASE_FILES:
            lab.inside.run(lab.edge, "mv", "--force", f"{file}.real", file)
