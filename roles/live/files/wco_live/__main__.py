"""Service wco-live: keeps the live state of this node in step with the call plan and with PostgreSQL, and its callbacks due.

Where the files are comes from WCO_PLAN_DB, WCO_LIVE_DB, WCO_RECORDED, WCO_CONSOLE and WCO_CALLS (call files).
"""

import os
import time
from pathlib import Path

from systemd import daemon

from wco_host.reserve import Reserve
from wco_host.service import begin
from wco_live.callbacks import Callbacks
from wco_live.mirror import Mirror
from wco_live.queues import Queues
from wco_live.recordings import Recordings
from wco_live.switches import Exchange
from wco_live.worker import Worker

STUCK = 60.0
"""Seconds after which a worker that does not come round is taken for hung; the service's watchdog ends it then."""


def main() -> None:
    """Work until the service is stopped."""
    plan, live, recorded, console, calls = (
        Path(os.environ[name])
        for name in ("WCO_PLAN_DB", "WCO_LIVE_DB", "WCO_RECORDED", "WCO_CONSOLE", "WCO_CALLS")
    )
    stop = begin()
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
