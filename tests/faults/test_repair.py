"""Files that engines have open are lost, corrupt, unreadable or older: one apply brings them back while calls go on."""

import time
from pathlib import Path

import pytest

from tests.apply.command import wco
from tests.faults.beside import ANNOUNCED, calls_beside, lost
from tests.faults.hosts import LIVE, PLAN, asked, broken, eventually, shell
from tests.standalone import Lab

pytestmark = pytest.mark.lab

SPOOL = "/var/spool/wco/calls/calls.db"
MESSAGES = "/var/spool/wco/voicemail/voicemail.db"
NEW = "+48221001009"
WHOLE = "Databases are whole, and those that services have open"


def _called(lab: Lab, number: str) -> list[tuple[str, int, str]]:
    """Place calls to a number for a moment; return those that were lost."""
    with calls_beside(lab, number) as calls:
        time.sleep(1.2)
    return lost(calls)


def _with_number(lab: Lab, number: str) -> str:
    """Write a number into the tenant's file, and return how the file was."""
    file = Path(lab.site.root / "tenants" / "demo.yml")
    text = file.read_text(encoding="utf-8")
    spoken = f'"{number[:3]} {number[3:5]} {number[5:8]} {number[8:10]} {number[10:]}"'
    entry = f"  additional:\n    - number: {spoken}\n      entry: never\n"
    file.write_text(text.replace("  additional:\n", entry, 1), encoding="utf-8")
    return text


def test_lost_files_come_back_with_what_was_in_them(lab: Lab) -> None:
    """Call plan, live state and spools are removed while calls go on: no call and no record is lost."""
    since = time.time() - 1
    lab.inside.write_live(
        "INSERT OR REPLACE INTO switch VALUES ('demo', 'redirect', 'anna', '+48601100209', 0, 1, 'test', 1)"
    )
    with calls_beside(lab) as calls:
        time.sleep(1)
        shell(lab, f"rm {PLAN}* {LIVE}* {SPOOL}* {MESSAGES}*")
        time.sleep(1)
        told = wco("verify", lab.site)
        assert told.code == 1
        assert f"{PLAN} is missing" in broken(told.data)[WHOLE]
        answer = wco("apply", lab.site)
        time.sleep(1)
    assert answer.code == 0, answer.error
    assert lost(calls) == []
    assert asked(lab, LIVE, "SELECT value FROM switch WHERE tenant = 'demo' AND name = 'anna'") == [
        "+48601100209"
    ]
    lab.inside.write_live("DELETE FROM switch WHERE tenant = 'demo'")
    eventually(
        lambda: len([one for one in lab.inside.records(since) if one.dialled == ANNOUNCED]) >= len(calls) - 1
    )
    # What is added from now on is served: the engines have open what is there.
    before = _with_number(lab, NEW)
    try:
        assert wco("apply", lab.site).code == 0
        assert _called(lab, NEW) == []
    finally:
        (lab.site.root / "tenants" / "demo.yml").write_text(before, encoding="utf-8")
    assert wco("apply", lab.site).code == 0
    assert WHOLE not in broken(wco("verify", lab.site).data)


def test_corrupt_files_are_set_aside_and_made_anew(lab: Lab) -> None:
    lab.inside.run(
        lab.inside.data, "runuser", "-u", "postgres", "--", "psql", "-qX", "-d", "wco", "-c",
        "INSERT INTO live_switch VALUES ('demo', 'group', 'sales', 'off', NULL, now(), 'test')",
    )  # fmt: skip
    eventually(
        lambda: (
            asked(lab, LIVE, "SELECT value FROM switch WHERE tenant = 'demo' AND name = 'sales'") == ["off"]
        )
    )
    for file in (PLAN, LIVE, SPOOL, MESSAGES):
        shell(
            lab,
            f"truncate -s 0 {file}-wal; dd if=/dev/urandom of={file} bs=4096 count=8 conv=notrunc status=none",
        )
    drift = wco("drift", lab.site)
    assert drift.code == 1
    assert f"{PLAN} is corrupt" in drift.error
    assert wco("status", lab.site).code == 1
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    assert _called(lab, ANNOUNCED) == []
    for file in (PLAN, LIVE, SPOOL, MESSAGES):
        assert len(shell(lab, f"ls -d {file}.broken-*T??????").split()) >= 1
    # Switches come back from PostgreSQL.
    eventually(
        lambda: (
            asked(lab, LIVE, "SELECT value FROM switch WHERE tenant = 'demo' AND name = 'sales'") == ["off"]
        ),
        70,
    )
    lab.inside.forget(["demo"])
    shell(lab, f"rm -r {PLAN}.broken* {LIVE}.broken* {SPOOL}.broken* {MESSAGES}.broken*")
    verified = wco("verify", lab.site)
    assert broken(verified.data) == {}


def test_a_file_that_nobody_can_read_and_an_older_one_in_its_place_are_put_right(lab: Lab) -> None:
    shell(lab, f"cp {PLAN} /srv/older.db; chmod 600 {LIVE} {SPOOL}; chgrp root {SPOOL}")
    assert "cannot be read by its services" in wco("drift", lab.site).error
    assert wco("apply", lab.site).code == 0
    assert _called(lab, ANNOUNCED) == []
    before = _with_number(lab, NEW)
    try:
        assert wco("apply", lab.site).code == 0
        shell(
            lab,
            f"mv /srv/older.db {PLAN}; chown root:wco_plan {PLAN}; chmod 640 {PLAN}; rm -f {PLAN}-wal {PLAN}-shm",
        )
        assert "has another file open" in wco("drift", lab.site).error
        assert wco("apply", lab.site).code == 0
        assert _called(lab, NEW) == []
    finally:
        (lab.site.root / "tenants" / "demo.yml").write_text(before, encoding="utf-8")
    assert wco("apply", lab.site).code == 0
    assert wco("drift", lab.site).code == 0
