"""Runs that wait for their order: who gives it to them, and what happens when they cannot take it."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wcoctl.errors import RunFailed
from wcoctl.rollout import armed
from wcoctl.rollout.armed import ArmedRun
from wcoctl.rollout.runner import PlaybookRun
from wcoctl.workspace.directory import SiteDirectory


class Playbook:
    """Stands in for Ansible: reads its order where ``armed.yml`` does."""

    def __init__(self) -> None:
        self.begin, self.ended = threading.Event(), threading.Event()
        self.reads = True
        self.fails: Exception | None = None
        self.ordered = b""

    def run(
        self, _site: SiteDirectory, _name: str, *, watcher: Any, values: Mapping[str, str], **_: Any
    ) -> PlaybookRun:
        """Wait until the hosts are reached, then for the order."""
        self.begin.wait(10)
        watcher.task("", "A change has come")
        if self.reads:
            self.ordered = Path(values["armed"]).read_bytes()
        if self.fails:
            raise self.fails
        return PlaybookRun(changed=[("one", "Call plan")])


@pytest.fixture
def playbook(monkeypatch: pytest.MonkeyPatch) -> Playbook:
    found = Playbook()
    monkeypatch.setattr(armed, "started_playbook", found.run)
    monkeypatch.setattr(armed, "_READ_SECONDS", 0.2)
    return found


@pytest.fixture
def site(tmp_path: Path) -> SiteDirectory:
    found = SiteDirectory(tmp_path)
    found.inventory.parent.mkdir(parents=True)
    found.inventory.write_text("all: {}\n")
    return found


def test_it_runs_when_it_is_told_to(playbook: Playbook, site: SiteDirectory) -> None:
    waiting = ArmedRun(site)
    assert waiting.is_usable
    threading.Timer(0.1, playbook.begin.set).start()  # the order comes before the hosts are reached
    done = waiting.run(site, [])
    assert done is not None
    assert done.changed == [("one", "Call plan")]
    assert playbook.ordered == b"go"
    assert not waiting.is_usable
    assert waiting.run(site, []) is None


def test_it_does_not_run_for_another_inventory_or_for_some_hosts(
    playbook: Playbook, site: SiteDirectory
) -> None:
    waiting = ArmedRun(site)
    assert waiting.run(site, ["one"]) is None
    site.inventory.write_text("all: {hosts: {two: {}}}\n")
    assert waiting.run(site, []) is None
    playbook.reads = False
    playbook.begin.set()


@pytest.mark.parametrize("fails", [None, RunFailed("interrupted")])
def test_one_that_has_ended_takes_no_order(
    playbook: Playbook, site: SiteDirectory, fails: Exception | None
) -> None:
    playbook.reads, playbook.fails = False, fails
    waiting = ArmedRun(site)
    playbook.begin.set()
    assert waiting.run(site, []) is None
    assert not waiting.is_usable


def test_what_fails_after_the_order_is_told(playbook: Playbook, site: SiteDirectory) -> None:
    playbook.fails = RunFailed("interrupted")
    waiting = ArmedRun(site)
    playbook.begin.set()
    with pytest.raises(RunFailed, match="interrupted"):
        waiting.run(site, [])


def test_what_a_killed_run_has_left_is_replaced(playbook: Playbook, site: SiteDirectory) -> None:
    site.run.mkdir(parents=True)
    os.mkfifo(site.run / "order")
    waiting = ArmedRun(site)
    playbook.begin.set()
    assert waiting.run(site, []) is not None
