"""What takes a site down at the next restart, or makes it deaf, is seen before and put right."""

import pytest

from tests.apply.command import wco
from tests.faults.beside import serves
from tests.faults.hosts import PLAN, broken, shell
from tests.standalone import Lab

pytestmark = pytest.mark.lab

LIVE = "/var/lib/wco/live/live.db"
MEMORY = "/run/wco/calls"
RECORD = "/var/lib/wco/upkeep/record.json"
ANSWER = "Services run and answer, and none keeps crashing"


@pytest.mark.parametrize(
    "changes",
    [
        {
            f"chmod 700 {LIVE.rpartition('/')[0]}": "live.db cannot be read by its services (live: mode 2700",
            f"chown root:root {PLAN.rpartition('/')[0]}": f"{PLAN} cannot be read by its services (callplan: ",
            f"umount -l {MEMORY}": "run-wco-calls.mount is inactive",
        },
        {
            "chmod 700 /var/lib/wco": "cannot be read by its services (wco: mode 0700",
            f"ln -sf /etc/shadow {LIVE}-shm": "live.db is no file (live.db-shm)",
        },
        {f"rm {LIVE}*; ln -s /srv/nothing {LIVE}": "live.db is no file (live.db)"},
        {f"rm -rf {RECORD} {LIVE}*": "live.db is missing"},
    ],
    ids=["modes", "link_beside", "link", "missing"],
)
def test_status_says_it_and_an_apply_puts_it_right(lab: Lab, changes: dict[str, str]) -> None:
    look = "stat -c '%a %U:%G %s' /etc/shadow; ls /srv"
    before = shell(lab, look)
    shell(lab, "; ".join(changes))
    status = wco("status", lab.site)
    assert status.code == 1
    for told in changes.values():
        assert told in status.error
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    assert shell(lab, look) == before
    serves(lab)
    shell(lab, f"rm -rf {LIVE}.broken-*")


def test_a_watch_that_was_silenced_is_told(lab: Lab) -> None:
    settings = "/run/systemd/system/wco-space.service.d"
    shell(
        lab,
        f"systemctl mask logrotate.service; mkdir -p {settings};"
        f" printf '[Unit]\nConditionPathExists=/nowhere\n' >{settings}/silenced.conf; systemctl daemon-reload;"
        " touch -d '-10 minutes' /run/wco/space.json",
    )
    try:
        status = wco("status", lab.site)
    finally:
        shell(
            lab,
            f"systemctl unmask logrotate.service; rm -r {settings}; systemctl daemon-reload;"
            " systemctl start wco-space.service",
        )
    assert status.code == 1
    assert "logrotate.service is masked" in status.error
    assert "nobody looks at the disks" in status.error
    assert wco("status", lab.site).code == 0


def test_services_that_do_not_answer_are_named_and_hold_up_nobody(lab: Lab) -> None:
    services = ["kamailio", "asterisk", "postgresql@17-main"]
    shell(lab, f"systemctl kill --signal=STOP {' '.join(services)}")
    try:
        status, verified = wco("status", lab.site), wco("verify", lab.site)
    finally:
        shell(lab, f"systemctl kill --signal=CONT {' '.join(services)}")
    assert (status.code, verified.code) == (1, 1)
    for service in services:
        assert f"{service}.service does not answer" in status.error
        assert f"{service}.service does not answer" in broken(verified.data)[ANSWER]
    serves(lab)
