"""The agent itself: waits for what companies publish, has it done, and keeps the portal's copy of their files."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from uuid import UUID

import psycopg
from tenacity import Retrying, before_sleep_log, retry_if_exception_type, wait_exponential
from tenacity.nap import sleep_using_event
from tenacity.stop import stop_when_event_set

from wcoctl.agent.connection import connect
from wcoctl.agent.hosts import KnownFleet
from wcoctl.agent.mirror import Mirror
from wcoctl.agent.publisher import Ended, Publisher
from wcoctl.agent.queue import Queue, say_seen
from wcoctl.errors import RunFailed, UserError
from wcoctl.workspace.directory import SiteDirectory

__all__ = ["Agent", "Silent"]

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
"""So often the workspace's files are looked at."""
_SEEN_SECONDS = 10.0
_LONGEST_PAUSE = 30.0


class Silent:
    """Watches runs that nobody looks at."""

    def task(self, role: str, name: str) -> None:
        """Show nothing."""


class Agent:
    """One site's agent."""

    def __init__(self, site: SiteDirectory, conninfo: str, without: Sequence[str] = ()) -> None:
        self._site, self._conninfo = site, conninfo
        self._without = without
        self._stopped = Event()
        self._fleet = KnownFleet(Silent())
        self._publisher = Publisher(site, self._fleet, without)
        self._mirror = Mirror(site)
        self._pauses: dict[UUID, tuple[float, float]] = {}
        """Of each change that waits: until when, and how long that pause is."""

    def stop(self) -> None:
        """End after what is being done."""
        self._stopped.set()

    def run_once(self) -> list[Ended]:
        """Do what is queued. RunFailed when PostgreSQL is away, or another agent works there."""
        try:
            queue = self._open()
            with queue.connection:
                return self._handle(queue)
        except psycopg.OperationalError as error:
            raise RunFailed(f"PostgreSQL cannot be used: {error}") from error

    def run(self) -> None:
        """Work until it is stopped, over every absence of PostgreSQL and of hosts."""
        patiently = Retrying(
            retry=retry_if_exception_type((psycopg.OperationalError, RunFailed)),
            wait=wait_exponential(max=_LONGEST_PAUSE),
            sleep=sleep_using_event(self._stopped),
            stop=stop_when_event_set(self._stopped),
            before_sleep=before_sleep_log(_log, logging.WARNING),
            reraise=True,
        )
        while not self._stopped.is_set():
            with suppress(psycopg.OperationalError):
                queue = patiently(self._open)
                _log.info("waiting for changes")
                if self._without:
                    _log.warning("left behind, as --without says: %s", ", ".join(self._without))
                with queue.connection, self._seen():
                    self._work(queue)

    def _open(self) -> Queue:
        connection = connect(self._conninfo)
        try:
            queue = Queue(connection)
            self._publisher.recover()
            queue.give_back()
            say_seen(connection)
            self._mirror.forget()
            self._copy(queue)
        except BaseException:
            connection.close()
            raise
        return queue

    def _work(self, queue: Queue) -> None:
        while not self._stopped.is_set():
            if not self._handle(queue):
                self._copy(queue)
                self._publisher.prepare()
                queue.wait(_LOOK_SECONDS)

    def _handle(self, queue: Queue) -> list[Ended]:
        """Do what is queued, and tell the portal what became of it together with the companies' files of then."""
        now = time.monotonic()
        changes = queue.take(change for change, (until, _) in self._pauses.items() if until > now)
        if not changes:
            return []
        ended = self._publisher.publish(changes, queue)
        with queue.connection.transaction():
            self._copy(queue)
            for change, verdict in ended:
                queue.end(change, verdict)
                self._pause(change.change, verdict.state == "queued")
                _log.info("%s of %s: %s", change.change, change.address, verdict.state)
        return ended

    def _pause(self, change: UUID, waits: bool) -> None:
        _, last = self._pauses.pop(change, (0.0, _LOOK_SECONDS / 2))
        if waits:
            pause = min(last * 2, _LONGEST_PAUSE)
            self._pauses[change] = (time.monotonic() + pause, pause)

    def _copy(self, queue: Queue) -> None:
        try:
            self._mirror.update(queue.connection)
        except (UserError, OSError) as error:
            _log.warning("the portal's copy of the companies' files stays as it is: %s", error)

    @contextmanager
    def _seen(self) -> Iterator[None]:
        """Let the portal know every few seconds that the agent is there, also while it works."""
        ended = Event()

        def say() -> None:
            while not ended.wait(_SEEN_SECONDS):
                with suppress(psycopg.OperationalError), connect(self._conninfo) as connection:
                    say_seen(connection)

        thread = Thread(target=say, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
