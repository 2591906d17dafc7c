"""What would change: wanted state against held state."""

from wcoctl.model.load import load_hosts
from wcoctl.rollout.difference import HostDifference, TenantState, compare
from wcoctl.rollout.fleet import DRIFTED, Fleet, HostState
from wcoctl.workspace.directory import SiteDirectory

WANTED = {"_site": "s", "acme": "a", "beta": "b", "gamma": "g"}


def test_each_host_gets_what_it_lacks(site: SiteDirectory) -> None:
    held = {"_site": "s", "acme": DRIFTED, "beta": "old", "delta": "d"}
    fleet = Fleet({"one": HostState("new", "1", held), "two": HostState("new", "1", WANTED)}, {})
    found = compare(load_hosts(site.root), {"one": "new", "two": "new"}, WANTED, fleet)

    changes: dict[str, TenantState] = {
        "acme": "changed",
        "beta": "changed",
        "delta": "removed",
        "gamma": "added",
    }
    assert found.hosts == {"one": HostDifference("current", changes), "two": HostDifference("current", {})}
    assert found.tenants == changes
    assert not found.empty


def test_what_is_left_does_not_differ(site: SiteDirectory) -> None:
    held = {"acme": DRIFTED, "beta": "old", "delta": "d"}
    fleet = Fleet({"one": HostState("new", "1", held)}, {})
    left = {"acme", "delta", "_site"}
    found = compare(load_hosts(site.root), {"one": "new"}, WANTED, fleet, left.__contains__)
    assert found.tenants == {"beta": "changed", "gamma": "added"}


def test_software_states_are_told_apart(site: SiteDirectory) -> None:
    hosts = load_hosts(site.root)
    for release, state in {
        "new": "current",
        "old": "other_release",
        "installing": "half_installed",
        "": "not_installed",
    }.items():
        found = compare(hosts, {"one": "new"}, {}, Fleet({"one": HostState(release, "", {})}, {}))
        assert found.hosts["one"].software == state
        assert found.empty == (state == "current")


def test_a_host_that_somebody_has_changed_gets_its_software_again(site: SiteDirectory) -> None:
    states = {
        "one": HostState("new", "1", WANTED, drift=("chrony.service is inactive",)),
        "two": HostState("new", "1", WANTED, broken=("callplan.db is missing",)),
    }
    found = compare(load_hosts(site.root), {"one": "new", "two": "new"}, WANTED, Fleet(states, {}))
    assert (found.software, found.broken, found.empty) == (["one"], ["two"], False)
    assert found.hosts["one"].software == "drifted"
