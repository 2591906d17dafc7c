"""A run that is started before there is anything to do: what a change then waits for is its tasks alone."""

import os
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, stop_any, wait_fixed
from tenacity.stop import stop_when_event_set

from wcoctl.rollout.fleet import QUERIES
from wcoctl.rollout.orphans import end_orphans
from wcoctl.rollout.runner import PlaybookRun, started_playbook
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["TENANTS", "ArmedRun"]

TENANTS = "tenants"
"""The playbook that ``armed`` ends with."""
_WAITS = "A change has come"
_GO = b"go"
_READ_SECONDS = 5.0
"""So long after its task has begun the order is read, on a slow machine."""


class ArmedRun:
    """``playbooks/armed.yml``, which has reached the hosts and waits for its order.

    ``run_playbook`` ends it, as it ends whatever runs on its site.
    """

    def __init__(self, site: SiteDirectory) -> None:
        """Start it; the caller holds the site's lock, and has written the inventory."""
        end_orphans(site)
        self._order = _fifo(site.run / "order")
        self._inventory = site.inventory.read_bytes()
        self._reached, self._ended = Event(), Event()
        self._run: Future[PlaybookRun] = Future()
        Thread(target=self._start, args=(site,), daemon=True).start()

    @property
    def is_usable(self) -> bool:
        """Whether it waits for its order, or will soon."""
        return not self._ended.is_set()

    def run(self, site: SiteDirectory, without: Iterable[str]) -> PlaybookRun | None:
        """Have it bring the site's bundle, and return what came of it; None when it cannot."""
        if any(without) or site.inventory.read_bytes() != self._inventory:
            return None
        self._reached.wait()
        if not self._give_order():
            return None
        return self._run.result()

    def task(self, _role: str, name: str) -> None:
        """Take what the run does, as its watcher."""
        if name == _WAITS:
            self._reached.set()

    def _start(self, site: SiteDirectory) -> None:
        values = {"armed": str(self._order)}
        try:
            run = started_playbook(site, "armed", watcher=self, keep=QUERIES, values=values)
        except BaseException as error:
            self._run.set_exception(error)
        else:
            self._run.set_result(run)
        self._ended.set()
        self._reached.set()

    def _give_order(self) -> bool:
        """Write the order; False when nobody is going to read it."""
        patiently = Retrying(
            retry=retry_if_exception_type(OSError),
            wait=wait_fixed(0.02),
            stop=stop_any(stop_after_delay(_READ_SECONDS), stop_when_event_set(self._ended)),
            reraise=True,
        )
        with suppress(OSError):
            order = patiently(os.open, self._order, os.O_WRONLY | os.O_NONBLOCK)
            try:
                os.write(order, _GO)
            finally:
                os.close(order)
            return True
        return False


def _fifo(path: Path) -> Path:
    """Create a FIFO in place of what a former run has left, which nobody reaches any more."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    return path
