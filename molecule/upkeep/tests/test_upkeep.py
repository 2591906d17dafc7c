"""A service that keeps crashing, and what is noted of it."""

import json
import time

from testinfra.host import Host

_NOTED = "/run/wco/crashes/wco-sleeper.service"


def _crash(host: Host) -> float:
    """Kill the service; return the seconds until it runs again."""
    before = host.check_output("systemctl show --value -p MainPID wco-sleeper")
    began = time.monotonic()
    host.check_output("systemctl kill --signal=KILL wco-sleeper")
    while time.monotonic() < began + 40:
        now = host.check_output("systemctl show --value -p MainPID wco-sleeper")
        if now not in ("0", before):
            return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(before)


def test_it_comes_back_later_and_later_and_is_told(host: Host) -> None:
    took = [_crash(host) for _ in range(4)]
    assert took[0] < 4
    assert took[-1] > 5
    noted = json.loads(host.file(_NOTED).content_string)
    assert len(noted["ends"]) == 4
    assert noted["until"] > time.time()
    assert "has ended by itself 4 times within 15 minutes" in host.check_output(
        "journalctl -p crit -o cat -u wco-sleeper"
    )


def test_a_crash_after_a_calm_while_is_a_first_one(host: Host) -> None:
    assert host.service("wco-calm-wco-sleeper.timer").is_running
    host.check_output("systemctl start wco-calm-wco-sleeper.service")
    assert _crash(host) < 4


def test_a_stop_is_no_crash(host: Host) -> None:
    before = host.file(_NOTED).content_string
    host.check_output("systemctl restart wco-sleeper")
    assert host.file(_NOTED).content_string == before
