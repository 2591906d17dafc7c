"""Lock and release: small things that have to hold after a crash."""

import multiprocessing
import os
import signal
import threading
import time

import pytest

from wcoctl.errors import RunFailed, UserError
from wcoctl.workspace.directory import SiteDirectory, find_site
from wcoctl.workspace.lock import locked


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


def test_a_site_is_found_by_path_or_refused_with_the_known_ones(site: SiteDirectory) -> None:
    assert find_site(str(site.root)).root == site.root
    assert find_site("standalone").root.name == "standalone"
    assert find_site("standalone").argument == "standalone"
    assert find_site(find_site(str(site.root)).argument) == find_site(str(site.root))
    with pytest.raises(UserError, match=r"no site 'nowhere'.*cluster, standalone"):
        find_site("nowhere")
