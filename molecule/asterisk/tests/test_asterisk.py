"""The service that the role leaves behind."""

import pathlib

import yaml
from testinfra.host import Host

ROLE = pathlib.Path(__file__).parents[3] / "roles" / "asterisk"


def test_the_service_runs_as_its_own_user_with_nothing_more(host: Host) -> None:
    service = host.service("asterisk")
    assert service.is_running
    assert service.is_enabled
    assert host.check_output("systemctl show -P StartLimitIntervalUSec asterisk") == "0"
    assert host.process.get(comm="asterisk").user == "asterisk"
    exposure = host.check_output("systemd-analyze security --no-pager asterisk.service | tail -n 1")
    assert float(exposure.split()[-3]) < 3, exposure


def test_the_listed_modules_are_loaded_and_no_others(host: Host) -> None:
    wanted = {
        f"{name}.so" for name in yaml.safe_load((ROLE / "vars" / "main.yml").read_text())["_asterisk_modules"]
    }
    listed = host.check_output("asterisk -rx 'module show like .so'").splitlines()[1:-1]
    assert {line.split()[0] for line in listed} == wanted | {"res_odbc.so", "res_config_odbc.so"}
    assert all(" Running " in line for line in listed)


def test_it_listens_for_sip_on_its_address_only(host: Host) -> None:
    """What else has a port is its DNS client."""
    assert host.check_output("ss -Hlntp | grep asterisk || true") == ""
    address = host.ansible.get_variables()["ansible_host"]
    assert f" {address}:5080 " in host.check_output("ss -Hlnup | grep asterisk")


def test_the_spool_is_shared_with_the_shipper_only(host: Host) -> None:
    spool = host.file("/var/spool/wco/calls/calls.db")
    assert (spool.group, spool.mode) == ("wco_calls", 0o660)
    assert host.file("/var/spool/wco/calls").mode == 0o2770


def test_call_records_have_a_place_in_memory(host: Host) -> None:
    assert host.check_output("findmnt -no FSTYPE,SIZE,OPTIONS /run/wco/calls").split()[:2] == ["tmpfs", "64M"]
    assert host.service("run-wco-calls.mount").is_enabled
    spool = host.file("/run/wco/calls/calls.db")
    assert (spool.group, spool.mode) == ("wco_calls", 0o660)


def test_packages_come_from_the_signed_repository(host: Host) -> None:
    policy = host.check_output("apt-cache policy asterisk")
    assert "Installed: 22." in policy.replace("1:", "")
    assert "file:/var/lib/wco/asterisk-packages" in policy
    assert "Signed-By" in host.file("/etc/apt/sources.list.d/wco-asterisk.sources").content_string


def test_music_and_polish_ring_tones_are_there(host: Host) -> None:
    assert "/usr/share/asterisk/moh" in host.check_output("asterisk -rx 'moh show files'")
    assert "425" in host.check_output("asterisk -rx 'indication show pl'")
