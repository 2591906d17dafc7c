"""Members of groups on a media node: the call plan changes, the live state follows.

The tests go in the order of the file: the first one finds the service before Asterisk's role has made the live state.
"""

import shlex
import time
from collections.abc import Callable

from testinfra.host import Host

PLAN, LIVE = "/var/lib/wco/callplan/callplan.db", "/var/lib/wco/live/live.db"
STATUS = "systemctl show --property=StatusText --value wco-live"
CREATE = f"""import os, sqlite3; os.umask(0o007); database = sqlite3.connect({LIVE!r})
database.execute("PRAGMA journal_mode = WAL"); database.executescript(open("/opt/live.sql").read())
os.chmod({LIVE!r}, 0o660)"""
WRITE = f"""import sqlite3, sys
plan = sqlite3.connect({PLAN!r}, timeout=10)
plan.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)  # as the role callplan does
def insert(table, **values):
    columns = [row[1] for row in plan.execute(f"PRAGMA table_info({{table}})")]
    plan.execute(f"INSERT INTO {{table}} VALUES ({{', '.join('?' * len(columns))}})", [values.get(column, 0) for column in columns])
tenant, user = sys.argv[1:]
with plan:
    for table in ("member", "user", "number", "call_group", "manifest"):
        plan.execute(f"DELETE FROM {{table}} WHERE tenant = ?", (tenant,))
    if user:
        insert("manifest", tenant=tenant, digest=user)
        insert("number", number="+4822" + tenant[1:], tenant=tenant, is_primary=1)
        insert("call_group", tenant=tenant, block="sales", strategy="linear")
        insert("user", tenant=tenant, user=user, number="+4860" + tenant[1:])
        insert("member", tenant=tenant, block="sales", position=1, user=user)
"""


def python(host: Host, code: str, *arguments: str) -> str:
    return host.check_output(shlex.join(["python3", "-c", code, *arguments]))


def members(host: Host, tenant: str) -> str:
    query = f"SELECT group_concat(user) FROM queue_member WHERE tenant = '{tenant}'"
    return python(
        host, f"import sqlite3; print(*sqlite3.connect({LIVE!r}, timeout=10).execute({query!r}).fetchone())"
    )


def wait_until(check: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.1)


def change_member(host: Host, tenant: str, user: str) -> None:
    """Give a tenant's group this member only, or none, and wait for it in the live state."""
    python(host, WRITE, tenant, user)
    began = time.monotonic()
    wait_until(lambda: members(host, tenant) == (user or "None"), 5)
    assert time.monotonic() - began < 1.5, "the look itself takes some tenths of a second"


def test_the_service_waited_for_the_live_state(host: Host) -> None:
    service = host.service("wco-live")
    assert service.is_running
    assert service.is_enabled
    if not host.file(LIVE).exists:
        wait_until(
            lambda: "members waiting: OperationalError: unable to open" in host.check_output(STATUS), 10
        )
        python(host, CREATE)
    wait_until(lambda: "members up to date" in host.check_output(STATUS), 10)


def test_members_follow_the_plan_within_a_second(host: Host) -> None:
    for user in ("anna", "piotr", ""):
        change_member(host, "t1000001", user)


def test_a_killed_service_takes_up_where_it_was(host: Host) -> None:
    host.check_output("systemctl kill --signal=KILL wco-live")
    python(host, WRITE, "t1000002", "ewa")
    wait_until(lambda: members(host, "t1000002") == "ewa", 10)


def test_a_new_file_of_the_call_plan_is_noticed(host: Host) -> None:
    host.check_output("cd /var/lib/wco/callplan && mv callplan.db* /opt")
    wait_until(lambda: f"there is no {PLAN} yet" in host.check_output(STATUS), 10)
    assert members(host, "t1000002") == "ewa"
    code = f"import sqlite3; plan = sqlite3.connect({PLAN!r}); plan.execute('PRAGMA journal_mode = WAL'); "
    python(host, code + "plan.executescript(open('/opt/callplan.sql').read())")
    host.check_output(f"chgrp wco_plan {PLAN}; chmod 0640 {PLAN}")
    python(host, WRITE, "t1000003", "jan")
    wait_until(lambda: members(host, "t1000003") == "jan", 15)
    assert members(host, "t1000002") == "None"


def test_asterisk_and_the_service_share_the_live_state(host: Host) -> None:
    code = f"import sqlite3; sqlite3.connect({LIVE!r}, timeout=10).execute('SELECT 1 FROM switch')"
    asterisk = ["setpriv", "--reuid=asterisk", "--regid=asterisk", "--groups=wco_live", "python3", "-c"]
    host.check_output(shlex.join(asterisk) + " " + shlex.quote(code))
    directory = host.file("/var/lib/wco/live")
    assert (directory.user, directory.group, directory.mode) == ("root", "wco_live", 0o2770)
    assert {host.file(f"{LIVE}{end}").group for end in ("", "-wal", "-shm")} == {"wco_live"}


def test_a_stop_is_clean(host: Host) -> None:
    host.check_output("systemctl stop wco-live")
    assert host.check_output("systemctl show --property=Result --value wco-live") == "success"
    host.check_output("systemctl start wco-live")
