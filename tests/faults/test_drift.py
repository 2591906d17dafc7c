"""What somebody changes on a host by hand is seen, fails the verification, and is put right."""

import time

import pytest

from tests.apply.command import wco
from tests.faults.beside import calls_beside, lost, serves
from tests.faults.hosts import LIVE, PLAN, broken, shell
from tests.standalone import Lab

pytestmark = pytest.mark.lab

KEPT = "The host is as the roles left it"
ADDED = {
    "/etc/asterisk/mine.conf was added": "rm /etc/asterisk/mine.conf",
    "/etc/systemd/system/kamailio.service was added": "rm /etc/systemd/system/kamailio.service; systemctl daemon-reload",
    "somebody else filters what comes in: inet other input at input": "nft delete table inet other",
}
FOUND = (
    "chrony.service is inactive",
    "the rules of /etc/nftables.conf are not loaded",
    "the rules of /etc/kamailio/live/nftables.conf are not loaded",
    "/etc/asterisk was changed",
    "/etc/asterisk/rtp.conf was changed",
    "/etc/logrotate.d/asterisk was changed",
    "/etc/systemd/system/wco-speech.socket was changed",
    "/etc/ssh/sshd_config.d/00-wco.conf is missing",
    "leads nowhere",
    *ADDED,
)


def test_what_was_changed_by_hand_is_seen_and_put_right(lab: Lab) -> None:
    """All but what no role writes: that is told until somebody puts it right. What was lost does not wait for the rollout."""
    assert wco("drift", lab.site).code == 0
    shell(
        lab,
        "systemctl mask --now chrony; nft flush ruleset; echo '; by hand' >>/etc/asterisk/rtp.conf;"
        " echo '; by hand' >/etc/asterisk/mine.conf; rm /etc/ssh/sshd_config.d/00-wco.conf;"
        " find /var/lib/wco/prompts -name '*.wav' -delete; chmod 700 /etc/asterisk;"
        " : >/etc/logrotate.d/asterisk; sed -i s/^ListenStream=.*/ListenStream=127.0.0.1:9/ /etc/systemd/system/wco-speech.socket;"
        " cp /usr/lib/systemd/system/kamailio.service /etc/systemd/system/;"
        " nft add table inet other; nft 'add chain inet other input { type filter hook input priority -5; }'",
    )
    drift = wco("drift", lab.site)
    assert drift.code == 1
    for text in (*FOUND, "tenant demo: rows or prompts"):
        assert text in drift.error
    status = wco("status", lab.site)
    assert status.code == 1
    assert "chrony.service is inactive" in status.error
    plan = wco("plan", lab.site, "--drift")
    (host,) = plan.data["hosts"].values()
    assert (host["software"], list(host["tenants"]), plan.data["empty"]) == ("drifted", ["demo"], False)
    shell(lab, f"rm {PLAN}*")
    with calls_beside(lab) as calls:
        verified = wco("verify", lab.site)
        answer = wco("apply", lab.site, "--drift")
        time.sleep(1)
    assert "chrony.service is inactive" in broken(verified.data)[KEPT]
    assert answer.code == 3
    for text in ADDED:
        assert text in answer.error
    assert lost(calls[len(calls) // 2 :]) == []
    # Asterisk's pool has one connection from its start: two queries at the same moment ask for a file that is gone.
    assert len(lost(calls)) <= len(calls) // 10
    assert answer.roles.index("callplan") < answer.roles.index("postgresql")
    (still,) = wco("drift", lab.site).data["hosts"].values()
    assert sorted(still) == sorted(ADDED)
    shell(lab, "; ".join(ADDED.values()))
    assert int(shell(lab, "find /var/lib/wco/prompts -name '*.wav' | wc -l")) > 100
    assert "wco_edge" in shell(lab, "nft list tables")
    assert "policy drop" in shell(lab, "nft list chain inet wco input")
    assert shell(lab, "systemctl is-active chrony wco-speech wco-speech.socket").split() == ["active"] * 3
    serves(lab)


def test_databases_that_lack_tables_are_told_and_made_whole(lab: Lab) -> None:
    drop = 'python3 -c "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"'
    shell(lab, f"{drop} {PLAN} 'DROP TABLE schedule; DROP VIEW queues'; {drop} {LIVE} 'DROP TABLE switch'")
    status = wco("status", lab.site)
    assert status.code == 1
    assert f"{PLAN} lacks the table schedule and " in status.error
    assert "live.db lacks the table switch and " in status.error
    assert wco("apply", lab.site).code == 0
    with calls_beside(lab) as calls:
        time.sleep(1.2)
    assert lost(calls) == []
    assert wco("drift", lab.site).error == ""
    serves(lab)


def test_status_says_what_should_run_and_does_not(lab: Lab) -> None:
    shell(lab, "systemctl stop postgresql@17-main")
    status = wco("status", lab.site)
    assert status.code == 1
    assert "postgresql@17-main.service is inactive" in status.error
    shell(lab, "systemctl start postgresql@17-main")
    assert wco("status", lab.site).code == 0
