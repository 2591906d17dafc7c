"""What status tells as an alarm."""

from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.compile.schema import schema_version
from wcoctl.rollout import status, updates, verification
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.workspace.directory import SiteDirectory

UPKEEP = {
    "stopped": ["run-wco-calls.mount is inactive"],
    "silent": ["kamailio.service does not answer"],
    "disks": ["/var is read-only"],
    "broken": ["live.db is missing"],
    "drift": ["the record is lost"],
}


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def _answer(*_arguments: Any, **_options: Any) -> PlaybookRun:
    plan = {"manifest": {}, "schema_version": schema_version(), "release": {"release": "a"}}
    return PlaybookRun(results=[("one", "wco_callplan", plan), ("one", "wco_upkeep", UPKEEP)])


def test_whatever_needs_somebody_is_an_alarm(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "run_playbook", _answer)
    _, hosts = status.site_status(session_of(site), _Silent())
    wanted = [text for texts in UPKEEP.values() for text in texts]
    wanted.append("does not know what was applied (wcoctl apply updates it)")
    assert sorted(hosts["one"]["alarms"]) == sorted(wanted)


def test_verify_names_the_service_that_does_not_answer_and_the_disk(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "run_playbook", _answer)
    monkeypatch.setattr(updates, "run_playbook", lambda *_, **__: PlaybookRun())
    reasons = {check.claim: check.reason for check in verification.verify_site(session_of(site), _Silent())}
    assert "kamailio.service does not answer" in reasons["Services run and answer, and none keeps crashing"]
    assert "/var is read-only" in reasons["The disks have room"]
