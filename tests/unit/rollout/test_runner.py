"""Runs of Ansible: what their events come to."""

from pathlib import Path
from typing import Any

import pytest
from ansible_runner.config.runner import RunnerConfig

from wcoctl.errors import RunFailed
from wcoctl.rollout import runner
from wcoctl.rollout.runner import Check, Failure, PlaybookRun, _environment, _Recorder, run_playbook
from wcoctl.workspace.directory import SiteDirectory


class Silent:
    """A watcher that looks away."""

    def task(self, role: str, name: str) -> None:
        """Do nothing."""


def _recorded(*events: tuple[str, dict[str, Any]]) -> PlaybookRun:
    recorder = _Recorder(Silent(), frozenset({"wco_callplan"}))
    for name, data in events:
        recorder.handle({"event": name, "event_data": data})
    return recorder.finish()


def _task(host: str, result: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"host": host, "task": "Thing is done", "task_action": "wco_callplan", "res": result, **more}


def test_results_of_the_kept_module_are_returned_by_host() -> None:
    run = _recorded(
        ("runner_on_ok", _task("one", {"manifest": {"acme": "1"}, "changed": True})),
        ("runner_on_ok", _task("one", {}, task_action="ansible.builtin.copy")),
    )
    assert run.results_of("wco_callplan") == {"one": {"manifest": {"acme": "1"}, "changed": True}}
    assert run.changed == [("one", "Thing is done")]


def test_a_rescued_failure_is_none() -> None:
    failed = ("runner_on_failed", _task("one", {"msg": "no"}))
    assert _recorded(failed, ("playbook_on_stats", {"failures": {}})).failures == []
    run = _recorded(failed, ("playbook_on_stats", {"failures": {"one": 1}}))
    assert run.failures == [Failure("one", "Thing is done", "no")]


def test_a_handler_that_fails_after_a_task_does_not_hide_it() -> None:
    run = _recorded(
        ("playbook_on_task_start", {"role": "portal", "task": "Settings are in place"}),
        ("runner_on_failed", _task("one", {"msg": "no directory"}, task="Settings are in place")),
        ("playbook_on_handler_task_start", {"role": "portal", "task": "Restart"}),
        ("runner_on_failed", _task("one", {"msg": "no service"}, task="Restart")),
        ("playbook_on_stats", {"failures": {"one": 2}}),
    )
    assert run.failures == [
        Failure("one", "Settings are in place", "no directory"),
        Failure("one", "Restart", "no service"),
    ]


def test_every_failed_item_is_in_the_reason() -> None:
    items = {
        "msg": "One or more items failed",
        "results": [
            {"failed": True, "msg": "too old"},
            {"failed": False, "msg": "fine"},
            {"failed": True, "msg": "too small"},
        ],
    }
    run = _recorded(
        ("runner_on_failed", _task("one", items)), ("playbook_on_stats", {"failures": {"one": 1}})
    )
    assert run.failures[0].reason == "too old; too small"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"rc": 1, "stderr": "no answer from media2"}, "no answer from media2"),
        ({"rc": 3, "stdout": "inactive"}, "inactive"),
        ({"rc": 1}, "non-zero return code"),
    ],
)
def test_a_command_speaks_for_itself(result: dict[str, Any], reason: str) -> None:
    told = {"msg": "non-zero return code", **result}
    run = _recorded(("runner_on_failed", _task("one", told)), ("playbook_on_stats", {"failures": {"one": 1}}))
    assert run.failures[0].reason == reason


def test_an_ignored_failure_is_a_check_that_does_not_hold() -> None:
    run = _recorded(
        ("runner_on_failed", _task("one", {"msg": "is down"}, ignore_errors=True)),
        ("runner_on_ok", _task("two", {})),
        ("runner_on_ok", _task("two", {}, role="callplan")),
        ("playbook_on_stats", {"failures": {}}),
    )
    assert run.checks == [Check("one", "Thing is done", "is down"), Check("two", "Thing is done", "")]
    assert run.failures == []


def test_unreachable_hosts_are_told_apart() -> None:
    run = _recorded(
        ("runner_on_unreachable", _task("one", {"msg": "timed out"})),
        ("runner_on_failed", _task("two", {"censored": "hidden"})),
        ("playbook_on_stats", {"failures": {"two": 1}, "dark": {"one": 1}}),
    )
    with pytest.raises(RunFailed) as caught:
        run.raise_for_failures()
    assert str(caught.value) == "one: is not reachable: timed out\ntwo: Thing is done: hidden"


def test_host_keys_are_checked(tmp_path: Path) -> None:
    """Whatever ansible-runner thinks of it."""
    config = RunnerConfig(private_data_dir=str(tmp_path), playbook="site.yml", envvars=_environment())
    config.prepare()
    assert config.env["ANSIBLE_HOST_KEY_CHECKING"] == "True"


ECHO = """\
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.debug: {msg: "{{ said }}"}
"""


def test_ansible_never_evaluates_the_values_of_a_run(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runner, "REPOSITORY", tmp_path)
    (tmp_path / "ansible.cfg").touch()
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "echo.yml").write_text(ECHO)
    site.inventory.parent.mkdir(parents=True)
    site.inventory.write_text("all: {hosts: {one: {ansible_connection: local}}}\n")
    evil = """{{ 7*7 }}{{ lookup("pipe", "id -un") }} {% raw %} "'\\ $(id) ż"""
    run = run_playbook(site, "echo", watcher=Silent(), keep=["ansible.builtin.debug"], values={"said": evil})
    run.raise_for_failures()
    assert [result["msg"] for result in run.results_of("ansible.builtin.debug").values()] == [evil]
