"""A service under systemd: it is stopped by a signal, and shows by its watchdog that it is alive."""

import logging
import signal
import threading

from systemd import daemon

from wco_host.loop import Job, Loop

__all__ = ["begin", "serve"]

PAUSE = 0.5


def begin() -> threading.Event:
    """Have the journal know what the service says; return what is set when systemd stops it."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def serve(name: str, job: Job, trouble: tuple[type[Exception], ...], longest_wait: float) -> None:
    """Do the one job of a service until it is stopped; ``name`` is what waits while the job fails."""
    stop = begin()
    loop = Loop(name, job, trouble, PAUSE, longest_wait, stop, _alive, "delivering")
    daemon.notify("READY=1")
    loop.run()


def _alive(status: str) -> None:
    daemon.notify(f"WATCHDOG=1\nSTATUS={status}")
