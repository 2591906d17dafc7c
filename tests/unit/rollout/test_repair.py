"""What an apply does with a host that has to be repaired, and in which order."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.compile.schema import schema_version
from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout import apply, claim, fleet, repair
from wcoctl.rollout.permission import EVERYTHING
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.workspace.directory import SiteDirectory


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


class _Hosts:
    """Answers for the hosts of a site; notes the playbooks that were run, and the hosts left out."""

    def __init__(self, *states: dict[str, Any]) -> None:
        self.states = list(states)
        self.ran: list[tuple[str, list[str]]] = []

    def run(self, _site: SiteDirectory, playbook: str, **options: Any) -> PlaybookRun:
        self.ran.append((playbook, list(options.get("without", ()))))
        state = self.states.pop(0) if playbook == "query" and len(self.states) > 1 else self.states[0]
        one = {
            "manifest": {},
            "schema_version": schema_version(),
            "release": {"release": "a", "version": ""},
        }
        return PlaybookRun(
            results=[
                ("one", "wco_callplan", one),
                ("one", "wco_upkeep", state),
                ("two", "wco_callplan", one),
                ("two", "wco_upkeep", {}),
            ]
        )


def _applied(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, hosts: _Hosts, only: list[str] | None = None
) -> list[tuple[str, list[str]]]:
    for module in (claim, fleet, repair, apply):
        monkeypatch.setattr(module, "run_playbook", hosts.run)
    session = replace(session_of(site, permission=EVERYTHING), only=only or [])
    held, difference = session.ask(_Silent())
    apply.apply_difference(session, held, difference, _Silent(), software=False)
    return hosts.ran


def test_databases_are_mended_first_and_opened_anew_when_they_have_their_rows(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = _Hosts(
        {"broken": ["callplan.db is missing"]}, {"broken": ["kamailio.service has another file open"]}
    )
    assert _applied(site, monkeypatch, hosts) == [
        ("query", []),
        ("mend", ["two"]),
        ("query", []),
        ("tenants", []),
        ("reopen", ["two"]),
    ]


def test_a_record_that_is_lost_is_made_by_any_apply(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = _Hosts({"drift": ["the record is lost"]}, {})
    assert ("site", ["two"]) in _applied(site, monkeypatch, hosts)


def test_what_a_rollout_does_not_put_right_is_told(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RunFailed, match=r"one: /etc/asterisk/mine.conf was added\nno role restores this"):
        _applied(site, monkeypatch, _Hosts({"drift": ["/etc/asterisk/mine.conf was added"]}))


def test_no_tenant_alone_is_brought_to_a_broken_host(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(Path(site.root / "tenants").glob("*.yml")).stem
    with pytest.raises(UserError, match="have to be repaired"):
        _applied(site, monkeypatch, _Hosts({"broken": ["callplan.db is missing"]}), [name])
