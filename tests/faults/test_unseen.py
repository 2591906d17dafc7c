"""What takes a site down at the next restart, or makes it deaf, is seen before and put right."""

import pytest

from tests.apply.command import wco
from tests.faults.beside import ANNOUNCED, calls_beside, lost
from tests.faults.hosts import PLAN, broken, eventually, shell
from tests.standalone import Lab

pytestmark = pytest.mark.lab

LIVE = "/var/lib/wco/live/live.db"
MEMORY = "/run/wco/calls"
RECORD = "/var/lib/wco/upkeep/record.json"
ANSWER = "Services run and answer, and none keeps crashing"
RESTART = (
    "systemctl restart asterisk kamailio; n=0;"
    " until kamcmd dispatcher.list | grep -A1 ':5080' | grep -q 'FLAGS: AP' || [ $n = 60 ]; do sleep 0.5; n=$((n + 1)); done"
)


def _serves(lab: Lab) -> None:
    """Say that calls are served after the engines have begun anew, and that nothing is told any more."""
    shell(lab, RESTART)
    with calls_beside(lab, ANNOUNCED) as calls:
        eventually(lambda: len(calls) >= 2)
    assert lost(calls) == []
    eventually(lambda: wco("status", lab.site).code == 0, 60)
    assert wco("drift", lab.site).error == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (f"chmod 700 {LIVE.rpartition('/')[0]}", "live.db cannot be read by its services (live: mode 0700"),
        (
            f"chown root:root {PLAN.rpartition('/')[0]}",
            "callplan.db cannot be read by its services (callplan: ",
        ),
        ("chmod 700 /var/lib/wco", "cannot be read by its services (wco: mode 0700"),
        (f"ln -sf /etc/shadow {LIVE}-shm", "live.db is no file (live.db-shm)"),
        (f"rm {LIVE}*; ln -s /root/nothing {LIVE}", "live.db is no file (live.db)"),
        (f"rm -rf {RECORD} {LIVE}*", "live.db is missing"),
        (f"echo '[]' >{RECORD}", "the record is lost"),
        (f"umount -l {MEMORY}", "run-wco-calls.mount is inactive"),
    ],
)
def test_status_says_it_and_an_apply_puts_it_right(lab: Lab, change: str, told: str) -> None:
    look = "stat -c '%a %U:%G %s' /etc/shadow; ls /root"
    before = shell(lab, look)
    shell(lab, change)
    status = wco("status", lab.site)
    assert status.code == 1
    assert told in status.error
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    assert shell(lab, look) == before
    _serves(lab)
    shell(lab, f"rm -rf {LIVE}.broken-*")


@pytest.mark.parametrize(
    ("change", "told", "undo"),
    [
        ("chmod 700 /etc/asterisk", "/etc/asterisk was changed", ""),
        (
            "cp /usr/lib/systemd/system/kamailio.service /etc/systemd/system/",
            "/etc/systemd/system/kamailio.service was added",
            "rm /etc/systemd/system/kamailio.service; systemctl daemon-reload",
        ),
        (
            "nft add table inet other; nft 'add chain inet other input { type filter hook input priority -5; }'",
            "somebody else filters what comes in: inet other input at input",
            "nft delete table inet other",
        ),
    ],
)
def test_drift_says_it(lab: Lab, change: str, told: str, undo: str) -> None:
    shell(lab, change)
    assert told in wco("drift", lab.site).error
    if undo:
        assert told in wco("apply", lab.site, "--drift").error
        shell(lab, undo)
    else:
        assert wco("apply", lab.site, "--drift").code == 0
    _serves(lab)


def test_a_watch_that_was_silenced_is_told(lab: Lab) -> None:
    shell(lab, "systemctl mask --runtime wco-space.service; touch -d '-10 minutes' /run/wco/space.json")
    status = wco("status", lab.site)
    shell(lab, "systemctl unmask --runtime wco-space.service; systemctl start wco-space.service")
    assert status.code == 1
    assert "wco-space.service is masked" in status.error
    assert "nobody looks at the disks" in status.error
    assert wco("status", lab.site).code == 0


@pytest.mark.parametrize("service", ["kamailio", "asterisk", "postgresql@17-main"])
def test_a_service_that_does_not_answer_is_named_and_holds_up_nobody(lab: Lab, service: str) -> None:
    shell(lab, f"systemctl kill --signal=STOP {service}")
    try:
        status, verified = wco("status", lab.site), wco("verify", lab.site)
    finally:
        shell(lab, f"systemctl kill --signal=CONT {service}")
    assert status.code == 1
    assert f"{service}.service does not answer" in status.error
    assert verified.code == 3
    assert f"{service}.service does not answer" in broken(verified.data)[ANSWER]
    _serves(lab)
