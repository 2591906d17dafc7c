"""Switches on their way between a media node and PostgreSQL, with the way cut.

test_members.py, which comes first, has made the live state.
"""

import json
import shlex
import time
import uuid
from collections.abc import Callable

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

LIVE = "/var/lib/wco/live/live.db"
STATUS = "systemctl show --property=StatusText --value wco-live"
RUN = f"""import json, sqlite3, sys
with sqlite3.connect({LIVE!r}, timeout=10) as database:
    print(json.dumps(database.execute(sys.argv[1]).fetchall()))"""


@pytest.fixture
def tenant() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def node(host: Host, statement: str) -> list[list[str | int]]:
    rows: list[list[str | int]] = json.loads(host.check_output(shlex.join(["python3", "-c", RUN, statement])))
    return rows


def postgresql(host: Host, statement: str, user: str = "postgres") -> str:
    return host.check_output(shlex.join(["psql", "-qAt", "-U", user, "wco", "-c", statement]))


def set_on_node(host: Host, tenant: str, value: str, changed: int, until: int = 0) -> None:
    node(
        host,
        f"INSERT OR REPLACE INTO switch VALUES ('{tenant}', 'group', 'sales', '{value}', {until}, {changed}, 'anna', 0)",
    )


def set_elsewhere(host: Host, tenant: str, value: str, when: str = "now()") -> None:
    postgresql(
        host,
        f"INSERT INTO live_switch VALUES ('{tenant}', 'group', 'sales', '{value}', NULL, {when}, 'portal')"
        " ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, changed = excluded.changed",
    )


def on_node(host: Host, tenant: str) -> list[list[str | int]]:
    return node(host, f"SELECT value, sent FROM switch WHERE tenant = '{tenant}'")


def elsewhere(host: Host, tenant: str, what: str = "value") -> str:
    return postgresql(host, f"SELECT {what} FROM live_switch WHERE tenant = '{tenant}'")


def wait_until(check: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.05)


def now() -> int:
    return time.time_ns() // 1_000_000


def change_elsewhere(host: Host, tenant: str, value: str) -> None:
    """Set a switch in PostgreSQL and wait for it on the node."""
    set_elsewhere(host, tenant, value)
    began = time.monotonic()
    wait_until(lambda: on_node(host, tenant) == [[value, 1]], 5)
    assert time.monotonic() - began < 1, "the look itself takes some tenths of a second"


def test_a_switch_of_the_node_is_in_postgresql_within_a_second(host: Host, tenant: str) -> None:
    wait_until(lambda: "switches up to date" in host.check_output(STATUS), 15)
    changed = now()
    set_on_node(host, tenant, "off", changed, until=changed + 3_600_000)
    began = time.monotonic()
    wait_until(lambda: elsewhere(host, tenant) == "off", 5)
    assert time.monotonic() - began < 1, "the look itself takes some tenths of a second"
    columns = "author, (extract(epoch FROM changed) * 1000)::bigint, until - changed"
    assert elsewhere(host, tenant, columns) == f"anna|{changed}|01:00:00"
    wait_until(lambda: on_node(host, tenant) == [["off", 1]], 2)


def test_a_switch_from_elsewhere_is_on_the_node_within_a_second(host: Host, tenant: str) -> None:
    for value in ("off", "on"):
        change_elsewhere(host, tenant, value)


def test_what_was_changed_last_holds_on_both_sides(host: Host, tenant: str) -> None:
    set_on_node(host, tenant, "off", now())
    wait_until(lambda: elsewhere(host, tenant) == "off", 5)
    set_on_node(host, tenant, "on", now() - 60_000)
    wait_until(lambda: on_node(host, tenant)[0][1] == 1, 5)
    assert elsewhere(host, tenant) == "off"
    set_elsewhere(host, tenant, "on", "now() - interval '2 minutes'")
    set_elsewhere(host, tenant, "off", "now() + interval '1 second'")
    wait_until(lambda: on_node(host, tenant) == [["off", 1]], 5)


def test_an_outage_of_postgresql_delays_switches_and_loses_none(host: Host, tenant: str) -> None:
    other = f"{tenant}_2"
    host.check_output("systemctl stop postgresql@17-main")
    try:
        set_on_node(host, tenant, "off", now())
        wait_until(lambda: "switches waiting: OperationalError: connection" in host.check_output(STATUS), 10)
        assert "members up to date" in host.check_output(STATUS)
        assert on_node(host, tenant) == [["off", 0]]
    finally:
        host.check_output("systemctl start postgresql@17-main")
    set_elsewhere(host, other, "on")
    wait_until(lambda: elsewhere(host, tenant) == "off", 15)
    wait_until(lambda: on_node(host, other) == [["on", 1]], 15)


def test_a_switch_that_postgresql_refuses_stops_no_other(host: Host, tenant: str) -> None:
    node(host, f"INSERT INTO switch VALUES ('{tenant}', 'nonsense', 'a', 'b', 0, {now()}, 'anna', 0)")
    set_on_node(host, tenant, "off", now())
    wait_until(lambda: elsewhere(host, tenant) == "off", 5)
    assert "is no switch for PostgreSQL" in host.check_output("journalctl -u wco-live --no-pager")


def test_the_login_may_exchange_switches_and_nothing_else(host: Host) -> None:
    address = host.ansible.get_variables()["ansible_host"]
    target = f"host={address} dbname=wco user=wco_live sslmode=verify-full sslrootcert=/etc/wco/live/ca.crt"

    def run(statement: str) -> CommandResult:
        return host.run(
            shlex.join(["env", "PGPASSWORD=sce'nar:io\\", "psql", "-qAt", target, "-c", statement])
        )

    assert run("SELECT count(*) FROM live_switch").rc == 0
    for statement in (
        "DELETE FROM live_switch",
        "SELECT * FROM call",
        "TRUNCATE live_switch",
        "DROP TABLE live_switch",
    ):
        refused = run(statement).stderr
        assert "permission denied" in refused or "must be owner" in refused, statement


def test_the_password_is_the_services_only(host: Host) -> None:
    password = host.file("/etc/wco/live/pgpass")
    assert (password.user, password.mode) == ("wco_live", 0o400)
    pid = host.check_output("systemctl show --property=MainPID --value wco-live")
    assert host.run(f"grep -aF nar:io /proc/{pid}/environ /proc/{pid}/cmdline").rc == 1
