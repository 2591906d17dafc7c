"""One controller at a time works on a host."""

import sqlite3
import time

from tests.unit.site_module.site_host import ANNA, BOB, Host, refusal


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
