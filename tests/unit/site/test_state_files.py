"""Lock and release: small things that have to hold after a crash."""

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from wcoctl.errors import RunFailed, UserError
from wcoctl.site import release
from wcoctl.site.directory import SiteDirectory, find_site
from wcoctl.site.lock import locked


def _hold(site: SiteDirectory, ready: "multiprocessing.synchronize.Event") -> None:
    with locked(site):
        ready.set()
        signal.pause()


def test_a_second_run_is_refused_until_the_first_one_is_gone(site: SiteDirectory) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(site, ready), daemon=True)
    holder.start()
    assert ready.wait(10)
    assert holder.pid
    with pytest.raises(RunFailed, match=f"another wcoctl .* process {holder.pid},"), locked(site):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with locked(site):
        pass


def test_runs_that_only_look_wait_for_each_other(site: SiteDirectory) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(site, ready), daemon=True)
    holder.start()
    assert ready.wait(10)
    began = time.monotonic()
    threading.Timer(0.3, holder.kill).start()
    with locked(site, wait=True):
        assert time.monotonic() - began >= 0.3
    holder.join()


def test_a_release_depends_on_software_and_settings_but_not_on_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "REPOSITORY", tmp_path)
    tasks = tmp_path / "roles" / "base" / "tasks" / "main.yml"
    tasks.parent.mkdir(parents=True)
    tasks.write_text("one", encoding="utf-8")

    def digest(**variables: str) -> str:
        release.software_digest.cache_clear()
        return release.release_digest(["edge"], variables)

    first = digest(base_hostname="a", asterisk_repository="/home/one")
    assert digest(base_hostname="a", asterisk_repository="/home/two") == first
    assert digest(base_hostname="b", asterisk_repository="/home/one") != first
    tasks.write_text("two", encoding="utf-8")
    assert digest(base_hostname="a", asterisk_repository="/home/one") != first


def test_a_site_is_found_by_path_or_refused_with_the_known_ones(site: SiteDirectory) -> None:
    assert find_site(str(site.root)).root == site.root
    assert find_site("standalone").root.name == "standalone"
    assert find_site("standalone").argument == "standalone"
    assert find_site(find_site(str(site.root)).argument) == find_site(str(site.root))
    with pytest.raises(UserError, match=r"no site 'nowhere'.*cluster, standalone"):
        find_site("nowhere")
