"""Service wco-live: keeps the live state of this node in step with the call plan and with PostgreSQL, and its callbacks due.

Where the files are comes from WCO_PLAN_DB, WCO_LIVE_DB, WCO_RECORDED, WCO_CONSOLE and WCO_CALLS (call files).
"""

import logging
import os
import signal
import threading
import time
from pathlib import Path

from live_callbacks import Callbacks
from live_mirror import Mirror
from live_queues import Queues
from live_recordings import Recordings
from live_switches import Exchange
from live_worker import Worker
from sqlite_reserve import Reserve
from systemd import daemon

STUCK = 60.0
"""Seconds after which a worker that does not come round is taken for hung; the service's watchdog ends it then."""


def main() -> None:
    """Work until the service is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    plan, live, recorded, console, calls = (
        Path(os.environ[name])
        for name in ("WCO_PLAN_DB", "WCO_LIVE_DB", "WCO_RECORDED", "WCO_CONSOLE", "WCO_CALLS")
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    workers = [
        Worker("members", lambda: Mirror(plan, live), 0.1, stop),
        Worker("queues", lambda: Queues(live, console), 0.1, stop),
        Worker("recordings", lambda: Recordings(recorded, live), 0.2, stop),
        Worker("switches", lambda: Exchange(live), 0.1, stop),
        Worker("room on the disk", lambda: Reserve(live), 5.0, stop),
        Worker("callbacks", lambda: Callbacks(live, calls), 0.5, stop),
    ]
    for worker in workers:
        worker.start()
    daemon.notify("READY=1")
    while not stop.wait(0.5):
        daemon.notify("STATUS=" + "; ".join(f"{worker.name} {worker.status}" for worker in workers))
        if all(worker.is_alive() and time.monotonic() - worker.beat < STUCK for worker in workers):
            daemon.notify("WATCHDOG=1")
    for worker in workers:
        worker.join(10)


if __name__ == "__main__":
    main()
