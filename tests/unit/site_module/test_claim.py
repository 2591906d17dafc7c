"""A controller claims hosts that are bare, or of its site and as it knows them."""

from tests.unit.site_module.site_host import Host, refusal


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


def test_a_host_of_another_site_is_not_claimed(host: Host) -> None:
    host.claim()
    assert refusal(host.claim(identity="2")) == {"site": "small"}


def test_what_was_applied_since_the_desk_asked_is_told(host: Host) -> None:
    host.record(1, {})
    host.record(2, {})
    assert refusal(host.claim(seen=1))["revision"]["number"] == 2
    assert "failed" not in host.claim(seen=2)
