"""A worker: one job that is done again and again in a thread of its own, and outlives whatever it needs."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Protocol

import psycopg
import tenacity

__all__ = ["Job", "Worker"]

LONGEST_WAIT = 5.0
"""Seconds between two tries when something is not to be had."""

log = logging.getLogger("wco-live")


class Job(Protocol):
    """Something that is open and can be done once more."""

    def run(self) -> object:
        """Do it."""

    def close(self) -> None:
        """Close what is open."""


class Worker(threading.Thread):
    """Opens a job and does it with a pause between; after a failure it is opened again."""

    def __init__(self, name: str, open_job: Callable[[], Job], pause: float, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.status = "starting"
        self.beat = time.monotonic()
        """When it last came round."""
        self._open = open_job
        self._job: Job | None = None
        self._pause = pause
        self._stopped = stop
        self._patiently = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type((OSError, psycopg.Error, sqlite3.Error)),
            wait=tenacity.wait_exponential(multiplier=pause, max=LONGEST_WAIT),
            sleep=tenacity.sleep_using_event(stop),
            stop=tenacity.stop_when_event_set(stop),
            before_sleep=self._report,
            retry_error_callback=lambda _: 0,
        )

    def run(self) -> None:
        """Work until the service is stopped."""
        while not self._stopped.is_set():
            self._patiently(self._once)
            self.status = "up to date"
            self.beat = time.monotonic()
            self._stopped.wait(self._pause)
        self._close()

    def _once(self) -> None:
        try:
            if self._job is None:
                self._job = self._open()
            self._job.run()
        except Exception:
            self._close()
            raise

    def _close(self) -> None:
        if self._job is not None:
            self._job.close()
        self._job = None

    def _report(self, state: tenacity.RetryCallState) -> None:
        """Say what keeps us waiting: always in the service's status, ever more seldom in the journal."""
        error = state.outcome.exception() if state.outcome else None
        self.beat = time.monotonic()
        self.status = f"waiting: {' '.join(str(error).split())}"
        if state.attempt_number.bit_count() == 1:
            log.warning("%s: try %d failed: %s", self.name, state.attempt_number, self.status)
