"""The call plan on a node, as its readers find it."""

import pytest
from testinfra.backend.base import CommandResult
from testinfra.host import Host

DIRECTORY = "/var/lib/wco/callplan"
READ = """
import sqlite3
db = sqlite3.connect("file:/var/lib/wco/callplan/callplan.db?mode={mode}", uri=True)
print(db.execute({sql!r}).fetchall())
"""
DIE_WRITING = """
import os, sqlite3
db = sqlite3.connect("/var/lib/wco/callplan/callplan.db", isolation_level=None)
db.execute("PRAGMA cache_size = 1")  # so that rows are in the log before the commit
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM user")
db.executemany("INSERT INTO holiday VALUES (?, ?)", ((day, day) for day in range(20000)))
os.kill(os.getpid(), 9)
"""


def python(host: Host, user: str, sql: str, mode: str = "ro") -> CommandResult:
    return host.run("runuser -u %s -- python3 -c %s", user, READ.format(mode=mode, sql=sql))


@pytest.mark.parametrize("name", ["callplan.db", "callplan.db-wal", "callplan.db-shm"])
def test_files_are_there_for_the_group_to_read(host: Host, name: str) -> None:
    file = host.file(f"{DIRECTORY}/{name}")
    assert (file.user, file.group, file.mode) == ("root", "wco_plan", 0o640)


def test_the_group_reads(host: Host) -> None:
    assert python(host, "reader", "SELECT count(*) FROM user").stdout == "[(6,)]\n"
    assert python(host, "reader", "SELECT day FROM holiday").stdout == "[('2026-11-11',)]\n"


def test_the_group_does_not_write(host: Host) -> None:
    refused = python(host, "reader", "DELETE FROM user", mode="rw")
    assert "readonly database" in refused.stderr


def test_others_do_not_read(host: Host) -> None:
    assert "unable to open database file" in python(host, "stranger", "SELECT 1 FROM user").stderr


def test_text_of_a_tenant_is_text(host: Host) -> None:
    name = python(host, "reader", "SELECT name FROM tenant WHERE tenant = 'acme'").stdout
    assert "{{ lookup('pipe', 'id') }} $(id) '; DROP TABLE user; --" in name


def test_a_writer_killed_in_its_transaction_leaves_the_old_state_to_readers(host: Host) -> None:
    assert host.run("sh -c %s", f"python3 -c '{DIE_WRITING}'; echo $?").stdout == "137\n"
    assert host.file(f"{DIRECTORY}/callplan.db-wal").size > 100_000
    assert python(host, "reader", "SELECT count(*) FROM user").stdout == "[(6,)]\n"
