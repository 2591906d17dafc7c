"""``python -m wco_portal.webhooks``: send what companies' webhooks have to tell, as the unit's environment says."""

import asyncio
import logging
import os
import signal
import ssl
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from wco_portal.webhooks.exchange import Exchange
from wco_portal.webhooks.sending import Sender

_OPTIONS = " ".join(
    f"-c {one}"
    for one in (
        "statement_timeout=30000",
        # A host that is gone holds its locks no longer than this.
        "tcp_keepalives_idle=10",
        "tcp_keepalives_interval=5",
        "tcp_keepalives_count=3",
    )
)


async def send(environment: Mapping[str, str]) -> None:
    """Send until a signal ends it."""
    context = ssl.create_default_context()
    if authorities := environment.get("WCO_WEBHOOKS_CA", ""):
        context.load_verify_locations(authorities)
    exchange = Exchange(
        context,
        frozenset(map(IPv4Address, environment.get("WCO_WEBHOOKS_SITE", "").split())),
        tuple(map(IPv4Network, environment.get("WCO_WEBHOOKS_NETWORKS", "").split())),
    )
    key = bytes.fromhex(Path(environment["WCO_WEBHOOKS_KEY_FILE"]).read_text("ascii"))
    pool = AsyncConnectionPool[AsyncConnection[DictRow]](
        environment["WCO_WEBHOOKS_DATABASE"],
        min_size=1,
        max_size=9,  # one to ask what waits, one for each webhook at a time
        timeout=5,
        open=False,
        check=AsyncConnectionPool.check_connection,
        kwargs={
            "row_factory": dict_row,
            "autocommit": True,
            "connect_timeout": 3,
            "application_name": "wco-webhooks",
            "options": _OPTIONS,
        },
    )
    await pool.open(wait=False)
    task = asyncio.create_task(Sender(pool, exchange, key).run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        await pool.close()


def main() -> None:
    """Run the service."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("httpx").setLevel(
        logging.WARNING
    )  # it would log URLs, which may hold a company's secret
    asyncio.run(send(os.environ))


if __name__ == "__main__":
    main()
