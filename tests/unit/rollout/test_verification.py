"""What verify tells beside the claims of its playbook."""

from typing import Any

import pytest
from rich.console import Console

from tests.unit.small_site import session_of
from wcoctl.cli.show import checks_tree
from wcoctl.rollout import updates, verification
from wcoctl.rollout.runner import Check, Run
from wcoctl.workspace.directory import SiteDirectory


class _Silent:
    def task(self, role: str, name: str) -> None:
        pass


def _verify(site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, *without: str) -> list[Check]:
    def run_nothing(*_arguments: Any, **_options: Any) -> Run:
        return Run()

    monkeypatch.setattr(verification, "run_playbook", run_nothing)
    monkeypatch.setattr(updates, "run_playbook", run_nothing)
    session = session_of(site, *without)
    return verification.verify_site(session, _Silent())


def test_a_site_without_test_number_is_told_that_no_test_call_was_placed(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (check,) = _verify(site, monkeypatch)
    assert (check.host, check.reason) == ("one", "")
    assert "sets no test_number" in check.left_out
    console = Console(width=200)
    with console.capture() as capture:
        console.print(checks_tree("small", [check]))
    assert "not checked Test calls are recorded: site.yml" in capture.get()


def test_test_calls_are_left_out_with_their_database(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (site.root / "site.yml").open("a", encoding="utf-8") as file:
        file.write('test_number: "+48 22 100 99 99"\n')
    assert _verify(site, monkeypatch) == []
    (check,) = _verify(site, monkeypatch, "one")
    assert check.left_out == "the host is excluded from this run"
