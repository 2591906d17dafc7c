"""What waits is sent: one after the other for a webhook, several webhooks at a time.

Who sends holds a lock of PostgreSQL's on the webhook as long as its connection lives, and no row: neither pages nor calls wait for
a company's server, and what a killed sender had in hand the next one sends at once.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from wco_host.outside import signature
from wco_portal.webhooks.exchange import Exchange, Outcome
from wco_portal.webhooks.keys import key_of

__all__ = ["KEPT", "PAUSES", "Sender"]

_log = logging.getLogger(__name__)

PAUSES = tuple(
    timedelta(seconds=one) for one in (10, 60, 300, 1800, 3600, 10800, 21600, 43200, 86400, 86400, 86400)
)
"""After each try that failed; nearly four days in all."""
_GIVEN_UP = timedelta(days=3)
"""A webhook by which nothing has arrived for so long is switched off."""
_REST = timedelta(seconds=30)
"""A server that does not answer is left alone for so long, whatever else waits for it."""
KEPT = timedelta(days=14)
"""So long what was sent can be looked up and sent again."""
_TURN_SECONDS = 10
"""After which others have their turn."""
_PURGE_SECONDS = 3600
_PURGED_AT_ONCE = 1000

_Base = AsyncConnection[DictRow]


@dataclass
class Sender:
    """Sends for all companies. Several may run: each webhook is one's at a time."""

    pool: AsyncConnectionPool[_Base]
    exchange: Exchange
    master_key: bytes = field(repr=False)
    pauses: tuple[timedelta, ...] = PAUSES
    webhooks: int = 8
    """Webhooks at a time."""

    async def run(self, seconds: float = 1) -> None:
        """Send what waits until cancelled; ask for it each so many seconds."""
        turns, busy = asyncio.Semaphore(self.webhooks), set[UUID]()
        purged = -float(_PURGE_SECONDS)
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    for webhook in set(await self._due()) - busy:
                        busy.add(webhook)
                        group.create_task(self._send_by(webhook, turns, busy))
                    if monotonic() - purged > _PURGE_SECONDS:
                        await self._purge()
                        purged = monotonic()
                except (OperationalError, PoolTimeout) as error:
                    _log.warning("PostgreSQL: %s", error)
                await asyncio.sleep(seconds)

    async def _due(self) -> list[UUID]:
        async with self.pool.connection() as connection:
            found = await connection.execute(
                """SELECT webhook FROM portal.delivery JOIN portal.webhook USING (webhook)
                   WHERE delivery.state = 'waiting' AND due <= now() AND webhook.state = 'on' AND rests_until <= now()
                   GROUP BY webhook ORDER BY min(due) LIMIT 1000"""
            )
            return [row["webhook"] for row in await found.fetchall()]

    async def _send_by(self, webhook: UUID, turns: asyncio.Semaphore, busy: set[UUID]) -> None:
        try:
            async with turns, self.pool.connection() as connection:
                await self._send_alone(connection, webhook)
        except (OperationalError, PoolTimeout) as error:
            _log.warning("webhook %s: %s", webhook, error)  # it is due still, and found again
        finally:
            busy.discard(webhook)

    async def _send_alone(self, connection: _Base, webhook: UUID) -> None:
        lock = f"webhook {webhook}"
        query = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0)) AS mine"
        row = await (await connection.execute(query, (lock,))).fetchone()
        if not (row and row["mine"]):
            return
        try:
            over = monotonic() + _TURN_SECONDS
            while await self._send_next(connection, webhook) and monotonic() < over:
                pass
        finally:
            await connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (lock,))

    async def _send_next(self, connection: _Base, webhook: UUID) -> bool:
        """Send what has waited longest; tell whether there may be more."""
        found = await connection.execute(
            """SELECT delivery.*, url, failing FROM portal.delivery JOIN portal.webhook USING (webhook)
               WHERE webhook = %s AND delivery.state = 'waiting' AND due <= now()
               AND webhook.state = 'on' AND rests_until <= now() ORDER BY due, created LIMIT 1""",
            (webhook,),
        )
        row = await found.fetchone()
        if row is None:
            return False
        body = _body(row)
        key = key_of(self.master_key, webhook)
        outcome = await self.exchange.send(
            row["url"],
            body,
            {"X-WCO-Event": str(row["event"]), "X-WCO-Signature": signature(key, datetime.now(UTC), body)},
        )
        async with connection.transaction():
            await self._keep(connection, row, outcome)
        return True

    async def _keep(self, connection: _Base, row: DictRow, outcome: Outcome) -> None:
        # The webhook may be gone meanwhile, with its deliveries.
        kept = await connection.execute(
            """INSERT INTO portal.delivery_try (tenant, delivery, at, status, reason, ms)
               SELECT tenant, delivery, clock_timestamp(), %s, %s, %s FROM portal.delivery WHERE delivery = %s""",
            (outcome.status, outcome.reason, outcome.ms, row["delivery"]),
        )
        if not kept.rowcount:
            return
        if not outcome.reason:
            await connection.execute(
                "UPDATE portal.delivery SET state = 'arrived' WHERE delivery = %s", (row["delivery"],)
            )
            await connection.execute(
                "UPDATE portal.webhook SET failing = NULL WHERE webhook = %s AND failing IS NOT NULL",
                (row["webhook"],),
            )
            return
        _log.info("webhook %s, event %s: %s", row["webhook"], row["event"], outcome.reason)
        left = self.pauses[row["tries"] :]
        await connection.execute(
            "UPDATE portal.delivery SET state = %s, tries = tries + 1, due = now() + %s WHERE delivery = %s",
            ("waiting" if left else "failed", left[0] if left else timedelta(0), row["delivery"]),
        )
        rest = min(_REST, left[0]) if left and outcome.status is None else timedelta(0)
        await connection.execute(
            """UPDATE portal.webhook SET failing = coalesce(failing, now()), rests_until = now() + %s,
                   state = CASE WHEN failing < now() - %s THEN 'failed' ELSE state END WHERE webhook = %s""",
            (rest, _GIVEN_UP, row["webhook"]),
        )

    async def _purge(self) -> None:
        query = """DELETE FROM portal.delivery WHERE delivery IN (
                       SELECT delivery FROM portal.delivery WHERE created < now() - %s ORDER BY created LIMIT %s)"""
        async with self.pool.connection() as connection:
            while (await connection.execute(query, (KEPT, _PURGED_AT_ONCE))).rowcount == _PURGED_AT_ONCE:
                pass


def _body(row: DictRow) -> bytes:
    told: dict[str, Any] = {
        "id": str(row["event"]),
        "event": row["kind"],
        "company": row["tenant"],
        "created": row["created"].isoformat(),
        "data": row["data"],
    }
    return json.dumps(told, ensure_ascii=False).encode()
