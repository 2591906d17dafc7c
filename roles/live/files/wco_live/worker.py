"""A worker: one job that is done again and again in a thread of its own."""

import sqlite3
import threading
import time
from collections.abc import Callable

import psycopg

from wco_host.loop import Job, Loop

__all__ = ["Worker"]

LONGEST_WAIT = 5.0
"""Seconds between two tries when something is unavailable."""


class Worker(threading.Thread):
    """Opens a job and does it with a pause between; after a failure it is opened again."""

    def __init__(self, name: str, open_job: Callable[[], Job], pause: float, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.status = "starting"
        self.beat = time.monotonic()
        """When it last came round."""
        trouble = (OSError, psycopg.Error, sqlite3.Error)
        job = _Reopened(open_job)
        self._loop = Loop(name, job, trouble, pause, LONGEST_WAIT, stop, self._note, "up to date")

    def run(self) -> None:
        """Work until the service is stopped."""
        self._loop.run()

    def _note(self, status: str) -> None:
        self.beat = time.monotonic()
        self.status = status


class _Reopened:
    """A job that is opened when there is need, and again after a failure."""

    def __init__(self, open_job: Callable[[], Job]) -> None:
        self._open = open_job
        self._job: Job | None = None

    def run(self) -> None:
        """Do it once."""
        try:
            if self._job is None:
                self._job = self._open()
            self._job.run()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Close what is open."""
        if self._job is not None:
            self._job.close()
        self._job = None
