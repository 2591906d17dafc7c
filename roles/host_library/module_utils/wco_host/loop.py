"""A loop: does a job again and again until the service is stopped, and outlives whatever the job needs."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import tenacity

__all__ = ["Job", "Loop"]

log = logging.getLogger(__name__)


class Job(Protocol):
    """Something that can be done once more, also after it has failed."""

    def run(self) -> object:
        """Do it; what counts as true says that there is more to be done at once."""

    def close(self) -> None:
        """Close what is open."""


@dataclass(frozen=True)
class Loop:
    """One job, and how often it is done."""

    name: str
    """What waits while the job fails, for the journal."""
    job: Job
    trouble: tuple[type[Exception], ...]
    """What may pass with time; the service ends with any other error."""
    pause: float
    """Seconds between two looks for something to be done."""
    longest_wait: float
    """Seconds between two tries when something is unavailable."""
    stop: threading.Event
    tell: Callable[[str], None]
    """Is told each time what the loop does, as long as it is alive."""
    done: str
    """What it is told when the job did not fail."""

    def run(self) -> None:
        """Work until the service is stopped."""
        patiently = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(self.trouble),
            wait=tenacity.wait_exponential(multiplier=self.pause, max=self.longest_wait)
            + tenacity.wait_random(0, self.pause),
            sleep=tenacity.sleep_using_event(self.stop),
            stop=tenacity.stop_when_event_set(self.stop),
            before_sleep=self._report,
            retry_error_callback=lambda _: False,
        )
        while not self.stop.is_set():
            more = patiently(self.job.run)
            self.tell(self.done)
            if not more:
                self.stop.wait(self.pause)
        self.job.close()

    def _report(self, state: tenacity.RetryCallState) -> None:
        """Say what keeps us waiting: always in the status, ever more seldom in the journal."""
        error = state.outcome.exception() if state.outcome else None
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        self.tell(f"waiting: {reason}")
        if state.attempt_number.bit_count() == 1:
            log.warning("%s: try %d failed: %s", self.name, state.attempt_number, reason)
