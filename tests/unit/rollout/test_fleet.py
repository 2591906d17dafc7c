"""What the hosts told of themselves."""

from typing import Any

import pytest

from wcoctl.compile.schema import schema_version
from wcoctl.rollout.fleet import INSTALLING, states_of
from wcoctl.rollout.runner import PlaybookRun


def told(**result: Any) -> dict[str, str]:
    """Return the manifest of a host that answered so."""
    run = PlaybookRun(results=[("media1", "wco_callplan", result)])
    return dict(states_of(run).hosts["media1"].manifest)


def test_tenants_are_compared_by_digest() -> None:
    assert told(manifest={"acme": "1"}, schema_version=schema_version()) == {"acme": "1"}


def test_rows_changed_by_others_differ() -> None:
    held = told(manifest={"acme": "1", "beta": "2"}, drifted=["acme"], schema_version=schema_version())
    assert held == {"acme": "drifted", "beta": "2"}


@pytest.mark.parametrize("version", [schema_version() - 1, schema_version() + 1])
def test_tenants_of_another_schema_differ_though_their_rows_do_not(version: int) -> None:
    assert told(manifest={"acme": "1"}, schema_version=version) == {"acme": "outdated"}


def test_what_a_host_says_of_itself_is_kept() -> None:
    plan = {"manifest": {"acme": "1", "beta": "2"}, "schema_version": schema_version()}
    upkeep = {
        "broken": ["live.db is corrupt"],
        "drift": ["rtp.conf was changed"],
        "lacking": ["beta"],
        "stopped": ["chrony.service is inactive"],
        "silent": ["asterisk.service does not answer"],
        "crashing": ["kamailio.service keeps crashing"],
        "disks": ["/var is read-only"],
    }
    run = PlaybookRun(results=[("media1", "wco_callplan", plan), ("media1", "wco_upkeep", upkeep)])
    state = states_of(run).hosts["media1"]
    assert state.manifest == {"acme": "1", "beta": "drifted"}
    assert (state.broken, state.drift) == (("live.db is corrupt",), ("rtp.conf was changed",))
    assert state.alarms == (
        "chrony.service is inactive",
        "asterisk.service does not answer",
        "kamailio.service keeps crashing",
    )
    assert state.disks == ("/var is read-only",)


def test_who_works_and_who_is_behind_is_told() -> None:
    site = {"name": "warsaw", "identity": "1", "secrets": {}}
    revisions = {
        name: {"number": number, "time": "then", "who": "anna", "what": {}}
        for name, number in (("media1", 3), ("media2", 2))
    }
    working = {"who": "anna@desk", "command": "apply warsaw", "since": 0.0, "until": 60.0}
    knowledge: dict[str, dict[str, Any]] = {
        name: {
            "site": site,
            "revision": revisions.get(name),
            "working": working if name == "media1" else None,
        }
        for name in ("media1", "media2", "media3")
    }
    knowledge["media4"] = {"site": None, "damaged": "file is not a database"}
    plan = {"manifest": {}, "schema_version": 0, "release": {"release": "a", "version": "1"}}
    results = [(name, "wco_callplan", plan) for name in knowledge]
    results += [(name, "wco_site", told) for name, told in knowledge.items()]
    fleet = states_of(PlaybookRun(results=results))
    assert fleet.unfinished("media1") == []
    assert fleet.unfinished("media2") == ["knows revision 2 of 3 (wcoctl apply updates it)"]
    assert fleet.notes == [
        "`apply warsaw` of anna@desk works on media1 since 1970-01-01 00:00:00 UTC",
        "media2 knows revision 2 of 3 (wcoctl apply updates it)",
        "media3 does not know what was applied (wcoctl apply updates it)",
        "media4 cannot read its site data: file is not a database (wcoctl apply creates a new file)",
    ]


@pytest.mark.parametrize("at_it", [True, False])
def test_a_rollout_that_has_not_ended_is_told_when_nobody_is_at_it(at_it: bool) -> None:
    working = {"who": "anna@desk", "command": "apply warsaw", "since": 0.0, "until": 60.0} if at_it else None
    site = {"site": {"name": "warsaw", "identity": "1", "secrets": {}}, "working": working}
    plan = {"manifest": {}, "schema_version": 0, "release": {"release": INSTALLING, "version": "1"}}
    fleet = states_of(PlaybookRun(results=[("media1", "wco_callplan", plan), ("media1", "wco_site", site)]))
    assert fleet.unfinished("media1") == (
        [] if at_it else ["a rollout did not finish (wcoctl apply continues it)"]
    )


def test_a_call_plan_that_cannot_be_read_holds_nothing() -> None:
    assert told(manifest={}, schema_version=0, broken="file is not a database") == {}
