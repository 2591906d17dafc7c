"""What a host knows of its site: the module wco_site, run as Ansible runs it."""

import base64
import gzip
import json
import sqlite3
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
# Ansible lays the role's module_utils beside its own before it runs the module.
START = f"""
import runpy, ansible.module_utils
ansible.module_utils.__path__.append({str(ROOT / "roles/base/module_utils")!r})
runpy.run_path({str(ROOT / "roles/base/library/wco_site.py")!r}, run_name="__main__")
"""
ANNA, BOB = "desk of anna", "desk of bob"


class Host:
    """A host's file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "site" / "site.db"

    def run(
        self, state: str = "told", order: Any = None, check: bool = False, revision: int = 0
    ) -> dict[str, Any]:
        """Run the module."""
        arguments: dict[str, Any] = {"database": str(self.database), "state": state, "revision": revision}
        if order is not None:
            file = self.folder / "order.gz"
            file.write_bytes(gzip.compress(json.dumps(order).encode()))
            arguments["order"] = str(file)
        arguments |= {"_ansible_check_mode": check, "_ansible_remote_tmp": str(self.folder)}
        told = subprocess.run(
            [sys.executable, "-c", START],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
            capture_output=True,
            text=True,
            check=False,
        )
        answer: dict[str, Any] = json.loads(told.stdout)
        return answer

    def claim(self, desk: str = ANNA, **other: Any) -> dict[str, Any]:
        """Take the lock for a controller."""
        order = {
            "site": "small",
            "identity": "1",
            "secrets": {"key": "d"},
            "seen": 99,
            "desk": desk,
            "who": desk.removeprefix("desk of "),
            "command": "apply small",
            "seconds": 60,
            "break_lock": False,
        }
        return self.run("claimed", order | other)

    def record(self, number: int, files: dict[str, str], *, claimed: bool = True) -> dict[str, Any]:
        """Keep a revision of Anna's whose files have their identifiers as contents."""
        if claimed:
            self.claim()
        contents = {name: base64.b64encode(zlib.compress(name.encode())).decode() for name in files.values()}
        return self.run("recorded", {
            "desk": ANNA,
            "number": number,
            "time": "2026-11-29T12:00:00+00:00",
            "who": "anna",
            "what": {"tenants": {"acme": "added"}},
            "files": files,
            "contents": contents,
        })  # fmt: skip


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def refusal(answer: dict[str, Any]) -> Any:
    assert answer["failed"]
    return json.loads(answer["msg"])


def test_a_bare_host_knows_nothing_and_is_left_bare(host: Host) -> None:
    answer = host.run()
    assert {key: answer[key] for key in ("site", "revision", "files", "removed", "damaged")} == {
        "site": None, "revision": None, "files": {}, "removed": {}, "damaged": "",
    }  # fmt: skip
    host.claim()
    assert host.database.stat().st_mode & 0o777 == 0o600
    assert host.database.parent.stat().st_mode & 0o777 == 0o700
    assert host.run()["site"] == {"name": "small", "identity": "1", "secrets": {"key": "d"}}


def test_check_mode_changes_nothing(host: Host) -> None:
    host.run("claimed", {}, check=True)
    assert not host.database.exists()


def test_another_desk_is_told_who_holds_the_lock_until_it_is_given_back(host: Host) -> None:
    assert "failed" not in host.claim()
    assert host.run()["lock"] == ANNA
    lock = refusal(host.claim(BOB))["lock"]
    assert (lock["who"], lock["command"], round(lock["until"] - lock["since"])) == ("anna", "apply small", 60)
    assert abs(lock["since"] - time.time()) < 60
    host.run("released", {"desk": BOB})
    assert refusal(host.claim(BOB))
    host.run("released", {"desk": ANNA})
    assert "failed" not in host.claim(BOB)


def test_nobody_records_what_nobody_has_claimed(host: Host) -> None:
    assert "nobody has claimed" in host.record(1, {}, claimed=False)["msg"]
    assert host.run()["revision"] is None


def test_nobody_records_with_the_lock_of_another(host: Host) -> None:
    host.claim()
    host.claim(BOB, break_lock=True)
    said = host.record(1, {}, claimed=False)["msg"]
    assert said == "`apply small` of bob has taken the lock meanwhile: what was applied is not recorded"
    assert refusal(host.claim())["lock"]["who"] == "bob"
    host.run("released", {"desk": BOB})
    assert "another controller has taken the lock" in host.record(1, {}, claimed=False)["msg"]
    assert host.run()["revision"] is None


def test_a_recorded_revision_gives_the_lock_back(host: Host) -> None:
    host.record(1, {"tenants/acme.yml": "a1"})
    assert host.run()["lock"] == ""
    assert "failed" not in host.claim(BOB)


def test_the_same_desk_goes_on_after_it_was_killed(host: Host) -> None:
    host.claim(seconds=60)
    assert "failed" not in host.claim(seconds=600)
    lock = refusal(host.claim(BOB))["lock"]
    assert lock["until"] - lock["since"] >= 600


def test_a_lock_ends_by_itself_by_a_restart_or_by_force(host: Host) -> None:
    host.claim(seconds=-1)
    assert "failed" not in host.claim(BOB)
    with sqlite3.connect(host.database) as db:
        db.execute("UPDATE lock SET boot = 'another'")
    assert "failed" not in host.claim(ANNA)
    assert "failed" not in host.claim(BOB, break_lock=True)
    assert refusal(host.claim(ANNA))


def test_who_works_on_a_host_is_told(host: Host) -> None:
    assert host.run().get("working") is None
    host.claim()
    for state in ("told", "history"):
        assert host.run(state)["working"]["who"] == "anna"
    with sqlite3.connect(host.database) as db:
        db.execute("UPDATE lock SET until = since")
    assert host.run()["working"] is None


def test_the_lock_does_not_go_by_the_wall_clock(host: Host) -> None:
    host.claim()
    with sqlite3.connect(host.database) as db:
        (until,) = db.execute("SELECT until FROM lock").fetchone()
        assert 0 < until - time.clock_gettime(time.CLOCK_BOOTTIME) <= 60
        db.execute("UPDATE lock SET since = ?, until = ?", (time.time(), time.time() + 3600))
    assert "failed" not in host.claim(BOB)  # the lock of a WCO that went by it


def test_a_host_of_another_site_is_not_claimed(host: Host) -> None:
    host.claim()
    assert refusal(host.claim(identity="2")) == {"site": "small"}


def test_what_was_applied_since_the_desk_asked_is_told(host: Host) -> None:
    host.record(1, {})
    host.record(2, {})
    assert refusal(host.claim(seen=1))["revision"]["number"] == 2
    assert "failed" not in host.claim(seen=2)


def test_files_are_known_with_the_revisions_that_brought_them(host: Host) -> None:
    host.record(1, {"tenants/acme.yml": "a1", "tenants/beta.yml": "b1"})
    host.record(2, {"tenants/acme.yml": "a2", "tenants/beta.yml": "b1"})
    host.record(3, {"tenants/acme.yml": "a2", "software": "s"})
    told = host.run()
    assert told["revision"]["number"] == 3
    assert told["files"] == {"tenants/acme.yml": ["a2", 2], "software": ["s", 3]}
    assert told["removed"] == {"tenants/beta.yml": 3}
    host.record(4, {"tenants/beta.yml": "b1"})
    assert host.run()["removed"] == {"tenants/acme.yml": 4, "software": 4}


def test_an_older_revision_comes_back_as_it_was(host: Host) -> None:
    host.record(1, {"tenants/acme.yml": "a1", "tenants/beta.yml": "b1"})
    host.record(2, {"tenants/acme.yml": "a2"})
    told = host.run("history", revision=1)
    assert [revision["number"] for revision in told["revisions"]] == [2, 1]
    files = {
        path: zlib.decompress(base64.b64decode(data)) for path, (_, data) in told["revision_files"].items()
    }
    assert files == {"tenants/acme.yml": b"a1", "tenants/beta.yml": b"b1"}
    assert told["kept"] == ["a1", "a2", "b1"]
    assert host.run("history", revision=3)["revision_files"] is None


def test_an_older_number_is_refused(host: Host) -> None:
    host.record(2, {})
    assert "revision 2 is recorded already" in host.record(2, {})["msg"]


def test_the_newest_200_revisions_are_kept(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.record(1, {"tenants/acme.yml": "first", "tenants/old.yml": "same"})
    monkeypatch.syspath_prepend(str(ROOT / "roles/base/module_utils"))
    from wco_site_store import Store  # type: ignore[import-not-found]

    host.claim()
    store = Store.open(host.database, read_only=False)
    with store.transaction():
        for number in range(2, 203):
            store.record({
                "number": number, "time": "", "who": "", "what": {}, "contents": {}, "desk": ANNA,
                "files": {"tenants/acme.yml": f"v{number}", "tenants/old.yml": "same"},
            })  # fmt: skip
    told = host.run("history", revision=3)
    assert [each["number"] for each in told["revisions"]] == list(range(202, 2, -1))
    assert told["kept"] == ["same"]
    assert told["revision_files"]["tenants/old.yml"][1]
    with sqlite3.connect(host.database) as db:
        assert db.execute("SELECT count(*), min(since) FROM file WHERE path LIKE '%acme%'").fetchone() == (
            200,
            3,
        )


def test_a_damaged_file_is_told_and_made_anew(host: Host) -> None:
    host.claim()
    host.database.write_bytes(b"rubbish" * 1000)
    assert "not a database" in host.run()["damaged"]
    assert host.run("history")["revisions"] == []
    assert "failed" not in host.claim()
    assert host.run()["site"]["name"] == "small"
    assert host.database.with_name("site.db.damaged").exists()


def test_what_is_no_file_is_set_aside(host: Host) -> None:
    aside = host.database.with_name("site.db.damaged")
    for _ in range(2):
        host.database.mkdir(parents=True)
        (host.database / "mine").touch()
        assert host.run()["damaged"]
        assert "failed" not in host.claim()
        assert host.run()["site"]["name"] == "small"
        assert (aside / "mine").exists()
        host.database.unlink()
    host.database.symlink_to(host.database.with_name("elsewhere"))
    assert "failed" not in host.claim()
    assert host.database.is_file()
    assert aside.is_symlink()
    assert not host.database.with_name("elsewhere").exists()


OTHERS = {
    "another file": "CREATE TABLE rows (one INTEGER)",
    "a lock of another shape": "DROP TABLE lock; CREATE TABLE lock (one INTEGER)",
    "no JSON": "UPDATE site SET secrets = '{'",
    "no mapping": "UPDATE site SET secrets = '5'",
    "a revision without JSON": "UPDATE revision SET what = ''",
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_file_that_is_none_of_ours_is_told_and_made_anew(host: Host, other: str) -> None:
    host.record(1, {})
    if other == "another file":
        host.database.unlink()
    with sqlite3.connect(host.database) as db:
        db.executescript(OTHERS[other])
    told = host.run()
    assert told["damaged"]
    assert (told["site"], told["revision"]) == (None, None)
    assert host.run("history")["damaged"]
    assert "failed" not in host.claim()
    assert host.run()["site"]["name"] == "small"
    assert "failed" not in host.record(1, {})
    assert host.database.with_name("site.db.damaged").exists()


def test_a_file_that_is_damaged_where_nobody_has_looked_yet_is_told(host: Host) -> None:
    host.record(1, {f"tenants/t{number}.yml": f"{number:040}" for number in range(2000)})
    with sqlite3.connect(host.database) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'content'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with host.database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"x" * size)
    assert host.run()["damaged"]
    assert "failed" not in host.claim()
    assert host.run()["damaged"] == ""


def test_what_cannot_be_opened_may_be_whole(host: Host) -> None:
    host.claim()
    journal = host.database.with_name("site.db-journal")
    journal.mkdir()
    assert "Operational" in host.claim()["msg"]
    journal.rmdir()
    assert [file.name for file in host.database.parent.iterdir()] == ["site.db"]
    assert host.run()["site"]["name"] == "small"
