"""Call records on their way from the spool to PostgreSQL, with the way cut at its worst moments.

The tests go in the order of the file: the first one finds the service before Asterisk has made the spool.
"""

import pathlib
import shlex
import time
import uuid
from collections.abc import Callable
from typing import Protocol

import pytest
from testinfra.host import Host

SPOOL = "/var/spool/wco/calls/calls.db"
SCHEMA = (pathlib.Path(__file__).parents[3] / "schemas" / "call_spool.sql").read_text()
START = 1_795_000_000_123
STATUS = "systemctl show --property=StatusText --value wco-call-records"


class RunSql(Protocol):
    """Runs SQL in a spool as Asterisk does."""

    def __call__(self, sql: str, file: str = SPOOL) -> None:
        """Run it."""


@pytest.fixture(autouse=True)
def spool(host: Host) -> RunSql:
    """Return a function that runs SQL in a spool as Asterisk does; the one on the disk is there."""
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[2], timeout=10).executescript(sys.argv[1])"
    asterisk = ["setpriv", "--reuid=asterisk", "--regid=wco_calls", "--clear-groups", "python3", "-c", code]

    def run(sql: str, file: str = SPOOL) -> None:
        host.check_output(shlex.join([*asterisk, sql, file]))

    host.check_output(f"test -e {SPOOL} || install -m 0660 -o asterisk -g wco_calls /dev/null {SPOOL}")
    run("PRAGMA journal_mode = WAL;" + SCHEMA)
    return run


@pytest.fixture
def tenant() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def call(tenant: str, path: str = "0:menu:key_1 950:sales:end_of_call") -> str:
    return (
        f"INSERT INTO call VALUES ('{uuid.uuid4()}', '{tenant}', 'direct', '+48221234567', '+48600100200', '',"
        f" {START}, {START + 4000}, {START + 9500}, '{path}', 'answered', 'anna', 16, 'pbx1');"
    )


def ask(host: Host, query: str) -> str:
    return host.check_output(shlex.join(["psql", "-qAt", "-U", "postgres", "wco", "-c", query]))


def stored(host: Host, tenant: str, what: str = "count(*)") -> str:
    return ask(host, f"SELECT {what} FROM call WHERE tenant = '{tenant}'")


def left(host: Host, table: str = "call") -> int:
    query = f"SELECT count(*) FROM {table}"
    code = f"import sqlite3; print(*sqlite3.connect({SPOOL!r}, timeout=10).execute({query!r}).fetchone())"
    return int(host.check_output(shlex.join(["python3", "-c", code])))


def wait_until(check: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.1)


def test_the_service_waited_for_the_spool(host: Host) -> None:
    service = host.service("wco-call-records")
    assert service.is_running
    assert service.is_enabled
    wait_until(lambda: host.check_output(STATUS) == "delivering", 15)


def test_a_finished_call_arrives_whole_within_a_second(host: Host, spool: RunSql, tenant: str) -> None:
    leg = uuid.uuid4()
    spool(
        f"INSERT INTO leg VALUES ('{leg}', '{uuid.uuid4()}', 'sales', 'anna', '+48600300400',"
        f" {START}, 0, {START + 20000}, 'no_answer');" + call(tenant)
    )
    began = time.monotonic()
    wait_until(lambda: stored(host, tenant) == "1", 5)
    assert time.monotonic() - began < 1.5, "the look itself takes some tenths of a second"
    moment = "(extract(epoch FROM started) * 1000)::bigint"
    columns = f"path->1->>'block', ended - started, answered_by, direction, {moment}"
    assert stored(host, tenant, columns) == f"sales|00:00:09.5|anna|direct|{START}"
    leg_columns = "block, result, answered IS NULL"
    assert ask(host, f"SELECT {leg_columns} FROM leg WHERE leg = '{leg}'") == "sales|no_answer|t"
    wait_until(lambda: left(host) + left(host, "leg") == 0, 2)


def test_a_call_that_goes_on_stays_until_it_is_over(host: Host, spool: RunSql, tenant: str) -> None:
    spool(call(tenant).replace(str(START + 9500), "0") + call(tenant))
    wait_until(lambda: stored(host, tenant) == "1", 5)
    assert left(host) == 1
    spool(f"UPDATE call SET ended = {START + 9500} WHERE tenant = '{tenant}'")
    wait_until(lambda: stored(host, tenant) == "2", 5)


def test_alarms_and_answers_arrive_too(host: Host, spool: RunSql, tenant: str) -> None:
    text = "minutes: 80 % used"
    spool(
        f"INSERT INTO alarm VALUES ('{uuid.uuid4()}', '{tenant}', 'minute_bundle', 'redirect',"
        f" '{text}', {START}, 'pbx1');"
        f"INSERT INTO survey_answer VALUES ('{uuid.uuid4()}', '{uuid.uuid4()}', '{tenant}', 'survey', '1', '5', {START});"
    )
    wait_until(lambda: left(host, "alarm") + left(host, "survey_answer") == 0, 5)
    assert (
        ask(host, f"SELECT kind, subject, text FROM alarm WHERE tenant = '{tenant}'")
        == f"minute_bundle|redirect|{text}"
    )
    assert ask(host, f"SELECT question, digit FROM survey_answer WHERE tenant = '{tenant}'") == "1|5"


def test_calls_during_an_outage_of_postgresql_arrive_after_it(host: Host, spool: RunSql, tenant: str) -> None:
    host.check_output("systemctl stop postgresql@17-main")
    try:
        for _ in range(3):
            spool(call(tenant))
        wait_until(lambda: host.check_output(STATUS).startswith("waiting: OperationalError: connection"), 10)
        assert left(host) == 3
        assert host.service("wco-call-records").is_running
    finally:
        host.check_output("systemctl start postgresql@17-main")
    wait_until(lambda: left(host) == 0, 15)
    assert stored(host, tenant) == "3"


def test_a_killed_postgresql_comes_back_and_has_every_call_once(
    host: Host, spool: RunSql, tenant: str
) -> None:
    for _ in range(3):
        for _ in range(20):
            spool(call(tenant))
        host.check_output("systemctl kill --kill-whom=all --signal=KILL postgresql@17-main")
    wait_until(lambda: left(host) == 0, 30)
    wait_until(
        lambda: host.run("pg_isready --quiet").rc == 0, 30
    )  # on a slow machine all arrived before the last kill
    assert stored(host, tenant) == "60"


def test_a_killed_service_neither_loses_nor_doubles_a_call(host: Host, spool: RunSql, tenant: str) -> None:
    total = 20000
    spool(
        f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {total})"
        " INSERT INTO call SELECT hex(randomblob(16)),"
        f" '{tenant}', 'incoming', '', '', '', {START}, 0, {START}, '', 'refused', '', 21, 'a' FROM n"
    )
    in_the_middle = 0
    for _ in range(4):
        wait_until(lambda: 0 < left(host) < total, 10)
        host.check_output("systemctl kill --signal=KILL wco-call-records")
        in_the_middle += left(host) > 0
        wait_until(lambda: host.service("wco-call-records").is_running, 10)
    assert in_the_middle
    wait_until(lambda: left(host) == 0, 60)
    assert stored(host, tenant) == str(total)


def test_rows_that_arrived_but_were_not_removed_are_not_doubled(
    host: Host, spool: RunSql, tenant: str
) -> None:
    again = call(tenant)
    for _ in range(2):
        spool(again)
        wait_until(lambda: left(host) == 0, 5)
    assert stored(host, tenant) == "1"


def test_a_bad_row_is_set_aside_and_stops_no_other(host: Host, spool: RunSql, tenant: str) -> None:
    before = left(host, "rejected")
    good = "".join(call(tenant) for _ in range(9))
    bad_path = call(f"{tenant}_bad", path="nonsense")
    bad_outcome = call(f"{tenant}_bad").replace("'answered'", "'surprised'")
    bad_name = call(f"{tenant}_bad").replace("'anna'", "CAST(x'616200ff' AS TEXT)")
    bad_end = call(f"{tenant}_bad").replace(str(START + 9500), "1")
    spool("BEGIN;" + good + bad_path + bad_outcome + bad_name + bad_end + call(tenant) + "COMMIT;")
    wait_until(lambda: left(host) == 0, 10)
    assert stored(host, tenant) == "10"
    assert stored(host, f"{tenant}_bad") == "0"
    assert left(host, "rejected") == before + 4
    assert "was set aside" in host.check_output("journalctl -u wco-call-records --no-pager")


MEMORY = "/run/wco/calls/calls.db"


def test_what_the_disk_did_not_take_is_delivered_from_memory_and_told(
    host: Host, spool: RunSql, tenant: str
) -> None:
    host.check_output(f"install -d -m 2770 -g wco_calls {pathlib.Path(MEMORY).parent}")
    host.check_output(f"install -m 0660 -o asterisk -g wco_calls /dev/null {MEMORY}")
    host.check_output("systemctl restart wco-call-records")
    try:
        in_memory = call(tenant)
        spool("PRAGMA journal_mode = WAL;" + SCHEMA, MEMORY)
        spool(in_memory.replace(f"{START + 9500}, '0:menu:key_1 950:sales:end_of_call'", "0, '0:menu:-'"))
        spool(in_memory, MEMORY)
        wait_until(lambda: stored(host, tenant) == "1", 10)
        assert stored(host, tenant, "path->1->>'block'") == "sales"
        wait_until(lambda: left(host) == 0, 5)
        told = "SELECT count(*) FROM alarm WHERE tenant = '_site' AND kind = 'call_spool'"
        wait_until(lambda: ask(host, told) == "1", 5)
    finally:
        host.check_output("rm -r /run/wco/calls; systemctl restart wco-call-records")


def test_the_spool_has_taken_room_ahead(host: Host) -> None:
    wait_until(lambda: host.file(SPOOL).size > 8_000_000 and host.file(f"{SPOOL}-wal").size > 8_000_000, 10)


def test_the_spool_is_the_groups_and_the_password_nobodys(host: Host) -> None:
    directory = host.file("/var/spool/wco/calls")
    assert (directory.user, directory.group, directory.mode) == ("root", "wco_calls", 0o2770)
    password = host.file("/etc/wco/call_records/pgpass")
    assert (password.user, password.mode) == ("wco_calls", 0o400)
    pid = host.check_output("systemctl show --property=MainPID --value wco-call-records")
    assert host.run(f"grep -aF nar:io /proc/{pid}/environ /proc/{pid}/cmdline").rc == 1
    assert host.run("grep -rF nar:io /var/log /run/log").rc == 1


def test_a_stop_is_clean(host: Host) -> None:
    host.check_output("systemctl stop wco-call-records")
    assert host.check_output("systemctl show --property=Result --value wco-call-records") == "success"
    host.check_output("systemctl start wco-call-records")
