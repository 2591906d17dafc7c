"""A service that crashes again and again comes back each time, later and later, and somebody is told."""

import time

import pytest

from tests.apply.command import wco
from tests.faults.beside import calls_beside, lost
from tests.faults.hosts import broken, shell
from tests.records.told import kill
from tests.standalone import Lab

pytestmark = pytest.mark.lab

_ALARMS = "SELECT subject || ' ' || node FROM alarm WHERE kind = 'crashing' AND at >= to_timestamp({since})"
UNITS = (
    "kamailio",
    "asterisk",
    "postgresql@17-main",
    "wco-live",
    "wco-call-records",
    "wco-speech",
    "wco-server-calls",
)


def _until_active(lab: Lab, service: str, killed: str) -> float:
    """Wait until a service runs again, by another process; return how long that took."""
    began = time.monotonic()
    state = ""
    while not (state.startswith("active ") and state.split()[1] != killed):
        assert time.monotonic() < began + 60, state
        time.sleep(0.1)
        state = shell(lab, f"systemctl show --value -p ActiveState -p MainPID {service} | sort -r | xargs")
    return time.monotonic() - began


def _pid(lab: Lab, service: str) -> str:
    return shell(lab, f"systemctl show --value -p MainPID {service}").strip()


def calm(lab: Lab, *units: str) -> None:
    """Have the crashes forgotten: what an operator does when the cause is found."""
    shell(lab, f"rm -rf /run/wco/crashes; systemctl reset-failed {' '.join(units)}")


def test_kamailio_crashes_eight_times(lab: Lab) -> None:
    calm(lab, *UNITS)
    since = time.time() - 1
    took = []
    for _ in range(8):
        pid = _pid(lab, "kamailio")
        kill(lab, "kamailio")
        took.append(_until_active(lab, "kamailio", pid))
    assert took[0] < max(took) / 2, took
    assert max(took) > 5, took
    with calls_beside(lab) as calls:
        time.sleep(1)
    assert lost(calls) == []
    status = wco("status", lab.site)
    assert status.code == 1
    assert "kamailio.service keeps crashing: 8 times" in status.error
    claim = "Services run and answer, and none keeps crashing"
    assert "kamailio.service keeps crashing" in broken(wco("verify", lab.site).data)[claim]
    command = ("runuser", "-u", "postgres", "--", "psql", "-X", "-A", "-t", "-d", "wco", "-c")
    (name,) = status.data["hosts"]
    said = lab.inside.run(lab.inside.data, *command, _ALARMS.format(since=since)).decode().split("\n")
    assert [line for line in said if line] == [f"kamailio.service {name}"]
    calm(lab, "kamailio")
    assert wco("status", lab.site).code == 0


def test_the_others_come_back_too_and_a_first_crash_is_no_loop(lab: Lab) -> None:
    calm(lab, *UNITS)
    for unit in UNITS:
        pid = _pid(lab, unit)
        kill(lab, unit)
        _until_active(lab, unit, pid)
    assert wco("status", lab.site).data["hosts"]
    assert shell(lab, "ls /run/wco/crashes").split() == sorted(f"{unit}.service" for unit in UNITS)
    calm(lab, *UNITS)
