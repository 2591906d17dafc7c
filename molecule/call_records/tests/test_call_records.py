"""Call records on their way from the spool to PostgreSQL, with the way cut at its worst moments.

The tests go in the order of the file: the first one finds the service before Asterisk has made the spool.
"""

import shlex
import time
import uuid

import pytest

SPOOL = "/var/spool/wco/calls/calls.db"
SCHEMA = """PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS call (call TEXT PRIMARY KEY, tenant TEXT, dialled TEXT, caller TEXT, started INTEGER, answered INTEGER,
    ended INTEGER, path TEXT, outcome TEXT, answered_by TEXT, cause INTEGER, node TEXT);
CREATE TABLE IF NOT EXISTS leg (leg TEXT PRIMARY KEY, call TEXT, user TEXT, number TEXT, started INTEGER, answered INTEGER,
    ended INTEGER, result TEXT);"""
START = 1_795_000_000_123


@pytest.fixture(autouse=True)
def spool(host):
    """Runs SQL in the spool as Asterisk does; the spool is there and empty."""

    def run(sql):
        code = f"import sqlite3, sys; c = sqlite3.connect({SPOOL!r}, timeout=10); c.executescript(sys.stdin.read())"
        shell = f"umask 007; printf %s {shlex.quote(sql)} | python3 -c {shlex.quote(code)}"
        return host.check_output(
            f"setpriv --reuid asterisk --regid wco_calls --clear-groups sh -c {shlex.quote(shell)}"
        )

    run(SCHEMA)
    return run


def call(tenant, path="0:menu:key_1 950:sales:end_of_call"):
    return (
        f"INSERT INTO call VALUES ('{uuid.uuid4()}', '{tenant}', '+48221234567', '+48600100200', {START}, {START + 4000},"
        f" {START + 9500}, '{path}', 'answered', 'anna', 16, 'pbx1');"
    )


def stored(host, what, where):
    query = f"SELECT {what} FROM {where}"
    return host.check_output(shlex.join(["psql", "-qAt", "-U", "postgres", "wco", "-c", query]))


def left(host, table="call"):
    code = f"import sqlite3; print(sqlite3.connect({SPOOL!r}, timeout=10).execute('SELECT count(*) FROM {table}').fetchone()[0])"
    return int(host.check_output(shlex.join(["python3", "-c", code])))


def wait_until(check, seconds):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.1)


def test_the_service_waited_for_the_spool(host):
    service = host.service("wco-call-records")
    assert service.is_running
    assert service.is_enabled
    assert host.file("/var/tmp/started").content_string.strip() == host.check_output(
        "systemctl show --property=ActiveEnterTimestampMonotonic wco-call-records"
    )
    status = "systemctl show --property=StatusText wco-call-records"
    wait_until(lambda: "delivering" in host.check_output(status), 15)


def test_a_finished_call_arrives_whole_within_a_second(host, spool):
    leg = uuid.uuid4()
    spool(
        f"INSERT INTO leg VALUES ('{leg}', '{uuid.uuid4()}', 'anna', '+48600300400', {START}, 0, {START + 20000}, 'no_answer');"
        + call("whole")
        + call("whole").replace(str(START + 9500), "0")  # still under way
    )
    began = time.monotonic()
    wait_until(lambda: stored(host, "count(*)", "call WHERE tenant = 'whole'") == "1", 5)
    assert time.monotonic() - began < 1.5, "the look itself takes some tenths of a second"
    assert (
        stored(host, "path->1->>'block', ended - started, answered_by", "call WHERE tenant = 'whole'")
        == "sales|00:00:09.5|anna"
    )
    assert (
        stored(host, "extract(epoch FROM started) * 1000, caller", "call WHERE tenant = 'whole'")
        == f"{START}.000000|+48600100200"
    )
    assert stored(host, "result, answered IS NULL", f"leg WHERE leg = '{leg}'") == "no_answer|t"
    wait_until(lambda: left(host, "leg") == 0, 2)
    assert left(host) == 1
    spool("DELETE FROM call")


def test_calls_during_an_outage_of_postgresql_arrive_after_it(host, spool):
    host.check_output("systemctl stop postgresql@17-main")
    for _ in range(3):
        spool(call("outage") * 1)
        time.sleep(0.5)
    assert left(host) == 3
    time.sleep(2)
    assert host.service("wco-call-records").is_running
    assert "waiting: connection failed" in host.check_output(
        "systemctl show --property=StatusText wco-call-records"
    )
    host.check_output("systemctl start postgresql@17-main")
    wait_until(lambda: left(host) == 0, 15)
    assert stored(host, "count(*)", "call WHERE tenant = 'outage'") == "3"


def test_a_killed_service_neither_loses_nor_doubles_a_call(host, spool):
    total = 3000
    spool("BEGIN;" + "".join(call("killed") for _ in range(total)) + "COMMIT;")
    for _ in range(4):
        time.sleep(0.25)
        host.run("systemctl kill --signal=KILL wco-call-records")
        wait_until(lambda: host.service("wco-call-records").is_running, 10)
    wait_until(lambda: left(host) == 0, 20)
    assert (
        stored(host, "count(*), count(DISTINCT call)", "call WHERE tenant = 'killed'") == f"{total}|{total}"
    )


def test_rows_that_arrived_but_were_not_removed_are_not_doubled(host, spool):
    again = call("twice")
    for _ in range(2):
        spool(again)
        wait_until(lambda: left(host) == 0, 5)
    assert stored(host, "count(*)", "call WHERE tenant = 'twice'") == "1"


def test_a_bad_row_is_set_aside_and_stops_no_other(host, spool):
    good = "".join(call("good") for _ in range(9))
    bad_path, bad_outcome = call("bad", path="nonsense"), call("bad").replace("'answered'", "'surprised'")
    bad_name = call("bad").replace("'anna'", "CAST(x'616200ff' AS TEXT)")
    spool("BEGIN;" + good + bad_path + bad_outcome + bad_name + call("good") + "COMMIT;")
    wait_until(lambda: left(host) == 0, 10)
    assert stored(host, "count(*)", "call WHERE tenant = 'good'") == "10"
    assert stored(host, "count(*)", "call WHERE tenant = 'bad'") == "0"
    assert left(host, "rejected") == 3
    assert "was set aside" in host.check_output("journalctl -u wco-call-records --no-pager")


def test_the_spool_is_the_groups_and_the_password_nobodys(host):
    directory = host.file("/var/spool/wco/calls")
    assert (directory.user, directory.group, directory.mode) == ("root", "wco_calls", 0o2770)
    assert (host.file(SPOOL).user, host.file(SPOOL).group, host.file(SPOOL).mode) == (
        "asterisk",
        "wco_calls",
        0o660,
    )
    assert host.file("/etc/wco/call_records/pgpass").mode == 0o400
    pid = host.check_output("systemctl show --property=MainPID --value wco-call-records")
    assert (
        host.run(f"tr '\\0' '\\n' </proc/{pid}/environ | grep nar:io || grep nar:io /proc/{pid}/cmdline").rc
        == 1
    )
    assert host.run("grep -rF nar:io /var/log /run/log").rc == 1


def test_a_stop_is_clean(host):
    host.check_output("systemctl stop wco-call-records")
    assert host.check_output("systemctl show --property=Result --value wco-call-records") == "success"
    host.check_output("systemctl start wco-call-records")
