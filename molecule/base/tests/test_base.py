"""What every host has. Each of the two hosts knocks at the other."""

import json

from testinfra.host import Host

PEERS = {"base": "base-peer", "base-peer": "base"}


def opens(host: Host, port: int) -> bool:
    """Whether the peer, called by its name, lets this host in."""
    peer = PEERS[host.check_output("hostname")]
    knock = f"import socket; socket.create_connection(('{peer}', {port}), timeout=1)"
    return host.run(f'python3 -c "{knock}"').rc == 0


def test_what_a_rule_names_is_let_in_and_all_else_is_not(host: Host) -> None:
    assert {port: opens(host, port) for port in (22, 5432, 443, 8080)} == {
        22: True,
        5432: True,
        443: False,
        8080: False,
    }


def test_udp_rules_are_in_force(host: Host) -> None:
    rules = host.check_output("nft list chain inet wco input")
    assert "policy drop" in rules
    sip = next(rule for rule in rules.splitlines() if 'comment "sip"' in rule)
    assert "udp dport 5060 accept" in sip
    assert "10.78.0.42" in sip
    assert "udp dport 10000-19999 accept" in rules
    ssh = next(rule for rule in rules.splitlines() if 'comment "ssh"' in rule)
    assert "ip saddr 10.78.0.0/24" in ssh


def udp(host: Host, to: str, port: int, own: int = 0) -> str:
    """Return what comes of a packet from this host's port: said, nothing, or forbidden."""
    script = f"""
import socket
end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.bind(("", {own}))
end.settimeout(0.5)
try:
    end.connect(("{to}", {port}))
    end.send(b"x")
    end.recv(10)
except ConnectionRefusedError:
    print("said")
except TimeoutError:
    print("nothing")
except PermissionError:
    print("forbidden")
"""
    return host.check_output("python3 -c %s", script)


def test_a_closed_range_says_nothing_and_sends_to_its_sources_only(host: Host) -> None:
    peer = PEERS[host.check_output("hostname")]
    assert udp(host, peer, 5060) == "said"
    assert udp(host, peer, 12000) == "nothing"
    assert udp(host, peer, 5060, own=12000) == "said"
    assert udp(host, "192.0.2.1", 5060, own=12000) == "forbidden"


def test_ssh_takes_keys_only(host: Host) -> None:
    peer = PEERS[host.check_output("hostname")]
    knock = f"ssh -o StrictHostKeyChecking=no -o PreferredAuthentications=none root@{peer} true"
    # The status 255 would be that of our own connection.
    assert "Permission denied (publickey)" in host.check_output(f"{knock} 2>&1 || true")
    settings = host.check_output("sshd -T").splitlines()
    wanted = {"passwordauthentication no", "x11forwarding no", "disableforwarding yes", "logingracetime 20"}
    assert wanted <= set(settings)


def test_the_host_knows_its_name_and_the_others(host: Host) -> None:
    name = host.check_output("hostname")
    assert host.file("/etc/hostname").content_string.strip() == name
    assert host.check_output(f"getent hosts {PEERS[name]}").split()[0].startswith("10.78.0.4")


def test_the_services_run_and_start_with_the_host(host: Host) -> None:
    for name in ("chrony", "nftables"):
        assert host.service(name).is_running, name
        assert host.service(name).is_enabled, name


def test_clock_and_journal_are_set(host: Host) -> None:
    assert host.check_output("date +%Z") == "UTC"
    assert "/var/log/journal" in host.check_output("journalctl --header | grep -m1 'File path'")
    assert "SystemMaxUse=2G" in host.file("/etc/systemd/journald.conf.d/wco.conf").content_string


def test_only_security_updates_come_by_themselves_and_restart_no_calls(host: Host) -> None:
    assert host.package("unattended-upgrades").is_installed
    settings = host.check_output("apt-config dump")
    assert 'APT::Periodic::Unattended-Upgrade "1";' in settings
    origins = [
        line for line in settings.splitlines() if line.startswith("Unattended-Upgrade::Origins-Pattern:: ")
    ]
    assert [
        origin.endswith('codename=${distro_codename}-security,label=Debian-Security";') for origin in origins
    ] == [True]
    assert "Unattended-Upgrade::Allowed-Origins::" not in settings
    assert 'APT::Periodic::CleanInterval "7";' in settings
    for carries_calls in ("asterisk", "kamailio", "postgresql"):
        assert f'Unattended-Upgrade::Package-Blacklist:: "^{carries_calls}";' in settings


def test_the_host_knows_its_site_and_tells_root_only(host: Host) -> None:
    folder, file = host.file("/var/lib/wco/site"), host.file("/var/lib/wco/site/site.db")
    assert (folder.mode, file.mode, file.user) == (0o700, 0o600, "root")
    ask = (
        "import sqlite3; db = sqlite3.connect('/var/lib/wco/site/site.db');"
        "print(*(db.execute(f'SELECT count(*) FROM {table}').fetchone()[0] for table in"
        " ('site', 'revision', 'file', 'content', 'lock')))"
    )
    assert host.check_output(f'python3 -c "{ask}"') == "1 1 1 1 0"


def test_a_disk_that_fills_up_is_told_before_it_is_full(host: Host) -> None:
    found = json.loads(host.file("/run/wco/space.json").content_string)
    assert found[0]["path"] == "/"
    folder = "/var/spool/wco"
    host.check_output(f"mkdir -p {folder} && mount -t tmpfs -o size=10m tmpfs {folder}")
    try:
        host.check_output(f"head -c 8500k /dev/zero >{folder}/filler")
        for _ in range(2):
            host.check_output("systemctl start wco-space.service")
        found = json.loads(host.file("/run/wco/space.json").content_string)
        assert [one["level"] for one in found if one["path"] == folder] == ["warning"]
        told = host.check_output("journalctl -u wco-space -p 4 -o cat --no-pager").splitlines()
        assert len([line for line in told if line.startswith(f"{folder} is 8")]) == 1, told
    finally:
        host.check_output(f"umount {folder}")
    assert host.service("wco-space.timer").is_running
    assert host.service("wco-space.timer").is_enabled


def test_logs_are_looked_at_each_hour(host: Host) -> None:
    assert host.service("logrotate.timer").is_running
    assert "hourly" in host.check_output("systemctl show -P TimersCalendar logrotate.timer") or (
        "*-*-* *:00:00" in host.check_output("systemctl show -P TimersCalendar logrotate.timer")
    )
    assert host.run("systemctl start logrotate.service").rc == 0
