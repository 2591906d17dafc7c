"""The service around it."""

from testinfra.host import Host


def test_kamailio_runs_hardened_as_its_own_user_and_reads_the_plan_only(host: Host) -> None:
    service = host.service("kamailio")
    assert service.is_running
    assert service.is_enabled
    assert host.check_output("systemctl show -P StartLimitIntervalUSec kamailio") == "0"
    assert {process.user for process in host.process.filter(comm="kamailio")} == {"kamailio"}
    assert "wco_plan" in host.user("kamailio").groups
    exposure = host.check_output("systemd-analyze security kamailio --no-pager | tail -1")
    assert float(exposure.split(": ")[1].split()[0]) < 2.5, exposure


def test_it_listens_at_its_address_only(host: Host) -> None:
    sockets = [line.split()[4] for line in host.check_output("ss -Hlntu '( sport = 5060 )'").splitlines()]
    assert set(sockets) == {"127.0.0.1:5060"}


def test_the_journal_is_not_filled_by_an_idle_edge(host: Host) -> None:
    lines = host.check_output("sleep 5; journalctl -u kamailio -o cat --since -5s").splitlines()
    # The peers of the stories have just gone: a line for each that is asked by OPTIONS.
    assert len(lines) < 10, lines


def test_every_worker_has_the_whole_plan_open_from_its_start(host: Host) -> None:
    """So a call goes on by it when somebody removes the file and its log."""
    host.check_output("systemctl restart kamailio")
    told = host.check_output("kamcmd core.ps").splitlines()
    workers = [process for process, what in zip(told[::2], told[1::2], strict=True) if "udp receiver" in what]
    opened = [host.check_output(f"ls -l /proc/{worker}/fd") for worker in workers]
    assert len(opened) > 1
    assert all("callplan.db-shm" in files for files in opened), opened
