"""What PostgreSQL announces (LISTEN), for pages that wait for it: one connection for each process."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from psycopg import AsyncConnection, OperationalError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

__all__ = ["Notifications"]

_log = logging.getLogger(__name__)


class Notifications:
    """Wakes those who wait for news of a company. While PostgreSQL is away they are woken by the clock only."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def listen(self) -> None:
        """Listen until cancelled; a connection that is lost is made again."""
        retries = AsyncRetrying(
            retry=retry_if_exception_type(OperationalError),
            wait=wait_random_exponential(max=5),
            before_sleep=_told,
        )
        while True:
            async for attempt in retries:
                with attempt:
                    await self._listen_once()

    async def _listen_once(self) -> None:
        options: dict[str, Any] = {
            "connect_timeout": 3,
            "keepalives_idle": 10,
            "application_name": "wco-portal-news",
        }
        async with await AsyncConnection.connect(self._conninfo, autocommit=True, **options) as connection:
            await connection.execute("LISTEN portal_change")
            await connection.execute("LISTEN live_switch")
            for tenant in list(self._waiting):
                self._wake(tenant)  # of what was announced meanwhile
            async for notice in connection.notifies():
                with suppress(ValueError, KeyError, TypeError):
                    self._wake(json.loads(notice.payload)["tenant"])

    def _wake(self, tenant: str) -> None:
        for event in self._waiting.get(tenant, ()):
            event.set()

    async def news(self, tenant: str, seconds: float) -> AsyncIterator[None]:
        """Yield now, whenever there is news of a company, and after so many seconds without any."""
        with self._registered(tenant) as event:
            while True:
                event.clear()
                yield
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), seconds)

    @contextmanager
    def _registered(self, tenant: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._waiting[tenant].add(event)
        try:
            yield event
        finally:
            self._waiting[tenant].discard(event)
            if not self._waiting[tenant]:
                del self._waiting[tenant]


def _told(state: RetryCallState) -> None:
    _log.warning("news from PostgreSQL: %s", state.outcome and state.outcome.exception())
