"""Revisions of a site as a host keeps them."""

import base64
import sqlite3
import zlib

import pytest

from tests.unit.site_module.site_host import ANNA, ROOT, Host


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
