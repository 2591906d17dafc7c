"""A file of a site that cannot be read is set aside, and nothing that is whole is."""

import sqlite3

import pytest

from tests.unit.site_module.site_host import Host


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
