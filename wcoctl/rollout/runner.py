"""Runs playbooks through ansible-runner, and keeps what is worth knowing of their events."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from wcoctl.errors import RunFailed
from wcoctl.rollout.orphans import end_orphans
from wcoctl.workspace.directory import REPOSITORY, SiteDirectory

__all__ = ["Check", "Failure", "PlaybookRun", "Watcher", "run_playbook", "started_playbook"]

_KEPT_RUNS = 20
_REASON_LENGTH = 2000


class Watcher(Protocol):
    """Is informed of what a run does, as it does it."""

    def task(self, role: str, name: str) -> None:
        """Say that a task begins."""


@dataclass(frozen=True, order=True)
class Failure:
    """A task that failed on a host."""

    host: str
    task: str
    reason: str

    def __str__(self) -> str:
        return f"{self.host}: {self.task}: {self.reason}"


@dataclass(frozen=True, order=True)
class Check:
    """One claim about a host that a playbook asked, and what came of it."""

    host: str
    claim: str
    reason: str
    """Why the claim does not hold; empty when it does."""
    left_out: str = ""
    """Why nobody asked; empty when somebody did."""
    note: str = ""
    """What somebody should know although nothing is broken."""


@dataclass
class PlaybookRun:
    """What came of a playbook."""

    results: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    """Host and task of everything that changed."""
    checks: list[Check] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unreachable: dict[str, str] = field(default_factory=dict)

    def results_of(self, action: str) -> dict[str, dict[str, Any]]:
        """Return by host what the last task with this module returned."""
        return {host: result for host, done, result in self.results if done == action}

    def raise_for_failures(self) -> None:
        """Raise RunFailed with every failure of the run, if there is any."""
        lines = [f"{host}: is not reachable: {reason}" for host, reason in sorted(self.unreachable.items())]
        lines += [str(failure) for failure in sorted(self.failures)]
        if lines:
            raise RunFailed("\n".join(lines))


def run_playbook(
    site: SiteDirectory,
    name: str,
    *,
    watcher: Watcher,
    keep: Iterable[str] = (),
    without: Iterable[str] = (),
    check: bool = False,
    values: Mapping[str, str] | None = None,
) -> PlaybookRun:
    """Run ``playbooks/<name>.yml`` on the site's generated inventory, without the hosts named in ``without``.

    ``keep`` names the modules whose results the caller wants to have; ``values`` are variables of this run, which Ansible
    takes as text and never evaluates. Failures are in the result, not raised.
    """
    end_orphans(site)
    return started_playbook(
        site, name, watcher=watcher, keep=keep, without=without, check=check, values=values
    )


def started_playbook(
    site: SiteDirectory,
    name: str,
    *,
    watcher: Watcher,
    keep: Iterable[str] = (),
    without: Iterable[str] = (),
    check: bool = False,
    values: Mapping[str, str] | None = None,
) -> PlaybookRun:
    """Run a playbook as ``run_playbook`` does, beside what else runs on the site's inventory."""
    import ansible_runner

    recorder = _Recorder(watcher, frozenset(keep))
    site.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    finished = ansible_runner.run(
        private_data_dir=str(site.run),
        playbook=str(REPOSITORY / "playbooks" / f"{name}.yml"),
        inventory=str(site.inventory),
        limit=":".join(["all", *(f"!{host}" for host in without)]),
        cmdline="--check --diff" if check else None,
        extravars={name: {"__ansible_unsafe": value} for name, value in (values or {}).items()},
        envvars=_environment(),
        suppress_env_files=True,
        rotate_artifacts=_KEPT_RUNS,
        quiet=True,
        event_handler=recorder.handle,
    )
    run = recorder.finish()
    if finished.status == "canceled":
        raise RunFailed("interrupted (run the command again: it goes on where this one ended)")
    if finished.status != "successful" and not run.failures and not run.unreachable:
        raise RunFailed(
            f"ansible-playbook {name}.yml did not run: {_last_lines(Path(finished.config.artifact_dir))}"
        )
    return run


def _environment() -> dict[str, str]:
    return {
        "ANSIBLE_CONFIG": str(REPOSITORY / "ansible.cfg"),
        # ansible-runner says False of its own accord, and that is stronger than ansible.cfg.
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_RETRY_FILES_ENABLED": "0",
        "PATH": os.environ["PATH"],
        # Modules run in an interpreter per host that stays for the whole run.
        "ANSIBLE_STRATEGY": os.environ.get("ANSIBLE_STRATEGY", "mitogen_linear"),
        "ANSIBLE_STRATEGY_PLUGINS": _strategy_plugins(),
    }


def _strategy_plugins() -> str:
    found = find_spec("ansible_mitogen")
    if found is None or found.origin is None:
        raise RunFailed("the Python package mitogen is not installed (make the environment again: ./wco)")
    return str(Path(found.origin).parent / "plugins" / "strategy")


def _last_lines(artifacts: Path) -> str:
    text = (artifacts / "stdout").read_text(encoding="utf-8", errors="replace")
    return text.strip()[-_REASON_LENGTH:] or "it said nothing"


class _Recorder:
    """Listens to the events of one run."""

    def __init__(self, watcher: Watcher, keep: frozenset[str]) -> None:
        self._watcher = watcher
        self._keep = keep
        self._run = PlaybookRun()
        self._in_handler = False
        self._last_failures: dict[tuple[str, bool], Failure] = {}
        """By host, of its tasks and of the handlers that run when one has failed: those must not hide it."""
        self._failed_hosts: frozenset[str] = frozenset()
        self._handlers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "playbook_on_task_start": self._task_started,
            "playbook_on_handler_task_start": self._handler_started,
            "playbook_on_stats": self._ended,
            "runner_on_ok": self._succeeded,
            "runner_on_failed": self._failed,
            "runner_on_unreachable": self._not_reached,
        }

    def handle(self, event: Mapping[str, Any]) -> bool:
        """Take one event; True lets ansible-runner keep its file."""
        handler = self._handlers.get(event["event"])
        if handler:
            handler(event.get("event_data", {}))
        return True

    def finish(self) -> PlaybookRun:
        """Return what the run came to. A failure that a block rescued is none."""
        self._run.failures = [
            failure
            for (host, _), failure in sorted(self._last_failures.items())
            if host in self._failed_hosts
        ]
        return self._run

    def _handler_started(self, data: Mapping[str, Any]) -> None:
        self._task_started(data)
        self._in_handler = True

    def _task_started(self, data: Mapping[str, Any]) -> None:
        self._in_handler = False
        self._watcher.task(data.get("role", ""), data.get("task", ""))

    def _succeeded(self, data: Mapping[str, Any]) -> None:
        result = data.get("res", {})
        host, action = data["host"], data["task_action"]
        if action in self._keep:
            self._run.results.append((host, action, result))
        if result.get("changed"):
            self._run.changed.append((host, data["task"]))
        if not data.get("role"):
            self._run.checks.append(Check(host, data["task"], ""))

    def _failed(self, data: Mapping[str, Any]) -> None:
        host, reason = data["host"], _reason(data.get("res", {}))
        if data.get("ignore_errors"):
            self._run.checks.append(Check(host, data["task"], reason))
        else:
            self._last_failures[host, self._in_handler] = Failure(host, data["task"], reason)

    def _not_reached(self, data: Mapping[str, Any]) -> None:
        self._run.unreachable[data["host"]] = _reason(data.get("res", {}))

    def _ended(self, data: Mapping[str, Any]) -> None:
        self._failed_hosts = frozenset(data.get("failures", {}))


def _reason(result: Mapping[str, Any]) -> str:
    """Return what a failed task said, at most a screenful of it."""
    items = [_reason(item) for item in result.get("results", ()) if item.get("failed")]
    if items:
        return "; ".join(items)
    parts = [result.get(key) for key in ("censored", "msg", "stderr")]
    if not result.get("stderr") and "rc" in result:
        parts.append(result.get("stdout"))
    told = dict.fromkeys(str(part).strip() for part in parts if part)
    if len(told) > 1:
        told.pop("non-zero return code", None)  # Ansible's words, where the command has its own
    text = "\n".join(told)
    return text[-_REASON_LENGTH:] or "no reason was given"
