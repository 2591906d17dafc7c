"""What an upgrade of Asterisk tells, and when it does not begin."""

from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.errors import RunFailed, UserError
from wcoctl.rollout import claim, upgrade
from wcoctl.rollout.difference import Difference, HostDifference, Software
from wcoctl.rollout.fleet import Fleet
from wcoctl.rollout.runner import Failure, Run
from wcoctl.rollout.session import Session
from wcoctl.rollout.upgrade import upgrade_asterisk
from wcoctl.workspace.directory import SiteDirectory

VERSION = "1:22.10.1+dfsg-1+wco1"


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def upgraded(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, run: Run, software: Software = "current"
) -> dict[str, tuple[bool, str]]:
    asked: dict[str, Any] = {}

    def play(*_arguments: Any, values: dict[str, str], **_options: Any) -> Run:
        asked.update(values)
        return run

    monkeypatch.setattr(upgrade, "run_playbook", play)
    monkeypatch.setattr(claim, "run_playbook", lambda *_, **__: Run())
    difference = Difference({"one": HostDifference(software, {})})
    monkeypatch.setattr(Session, "ask", lambda *_: (Fleet({}, {}), difference))
    session = session_of(site)
    nodes = upgrade_asterisk(session, 5, _Silent())
    assert asked == {"upgrade_wait_seconds": "300"}
    return nodes


def test_each_node_tells_whether_it_was_upgraded(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "ansible.builtin.command"
    results = [(host, command, {"stdout": VERSION}) for host in ("one", "two")]
    run = Run(results=results, changed=[("one", "The newer packages are installed")])
    assert upgraded(site, monkeypatch, run) == {"one": (True, VERSION), "two": (False, VERSION)}


def test_calls_that_do_not_end_in_time_are_a_failure(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(failures=[Failure("one", "The calls of this node have ended", "3 active calls")])
    with pytest.raises(RunFailed, match="one: The calls of this node have ended: 3 active calls"):
        upgraded(site, monkeypatch, run)


def test_a_host_that_waits_for_an_apply_is_not_upgraded(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="one is not the wanted release"):
        upgraded(site, monkeypatch, Run(), software="other_release")
