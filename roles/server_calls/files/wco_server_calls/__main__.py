"""Service wco-server-calls: asks a company's server over HTTPS what a call does next.

Asterisk calls it by FastAGI, `agi://127.0.0.1:4573/call`, on the socket that systemd holds: calls wait there while the
service starts again. The channel's variables (`question.VARIABLES`) are the question; WCO_WEBHOOK_EXIT and
WCO_VAR_<NAME> are the outcome. Settings are in the directory WCO_SERVER_CALLS.
"""

import asyncio
import json
import logging
import os
import ssl
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wco_host.agi import AgiError, Session
from wco_host.agi_service import serve_until_stopped
from wco_host.outside import ServerRefused, host_of
from wco_server_calls.answer import Outcome, outcome_of
from wco_server_calls.exchange import Exchange
from wco_server_calls.guard import AllowList
from wco_server_calls.question import VARIABLES, Question, question_of

MOST_CALLS, MOST_OF_TENANT = 500, 100
"""Calls to servers at the same time; a tenant whose server hangs leaves room for the others."""
PATIENCE = 5.0
"""Seconds that Asterisk has for its part of a session."""
NAME_LOOKUPS = 64
"""Threads that wait for the name service."""

log = logging.getLogger("wco-server-calls")


class Service:
    """The calls that are going on."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._running: Counter[str] = Counter()
        self._sessions: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one session from its first line to its last."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio calls this in a task
        self._sessions.add(task)
        try:
            await self._session(reader, writer)
        except (AgiError, OSError, TimeoutError) as error:
            log.info("a session with Asterisk broke off: %s", error or "too slow")
        finally:
            self._sessions.discard(task)
            writer.close()

    async def end(self) -> None:
        """Wait until the sessions have ended."""
        if self._sessions:
            await asyncio.wait(self._sessions, timeout=2 * PATIENCE)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(PATIENCE):
            session = await Session.open(reader, writer)
            if session.script != "call":
                raise AgiError(f"nothing is served at {session.script[:80]!r}")
            question = question_of({part: await session.get(name) for part, name in VARIABLES.items()})
        began = time.monotonic()
        outcome = await session.unless_hung_up(self._call(question))
        _report(question, outcome, time.monotonic() - began)
        async with asyncio.timeout(PATIENCE):
            for name, value in outcome.variables.items():
                await session.set(f"WCO_VAR_{name.upper()}", value)
            await session.set("WCO_WEBHOOK_EXIT", outcome.exit)

    async def _call(self, question: Question) -> Outcome:
        tenant = question.tenant
        if self._running.total() >= MOST_CALLS or self._running[tenant] >= MOST_OF_TENANT:
            return Outcome("error", reason="too many calls to servers at once")
        self._running[tenant] += 1
        try:
            return outcome_of(await self._exchange.ask(question), question)
        except ServerRefused as refused:
            return Outcome("error", reason=str(refused))
        except TimeoutError:
            return Outcome("timeout")
        finally:
            self._running[tenant] -= 1
            self._running += Counter()  # forgets who has none


def _report(question: Question, outcome: Outcome, seconds: float) -> None:
    """Write one line without what may be secret: a URL's path and query, what the server said."""
    log.info(
        "call=%s tenant=%s block=%s host=%s exit=%s ms=%d%s",
        *(
            question.call,
            question.tenant,
            question.block,
            host_of(question.url),
            outcome.exit,
            seconds * 1000,
        ),
        f" reason={outcome.reason[:200]!r}" if outcome.reason else "",
    )


def _exchange(directory: Path) -> Exchange:
    settings = json.loads((directory / "settings.json").read_text())
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings["ca"]:
        context.load_verify_locations(cadata=settings["ca"])
    return Exchange(
        AllowList(frozenset(settings["hosts"]), frozenset(settings["private_hosts"])),
        context,
        bytes.fromhex((directory / "key").read_text()),
    )


async def _run() -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(NAME_LOOKUPS, "names"))
    exchange = _exchange(Path(os.environ["WCO_SERVER_CALLS"]))
    await exchange.warm_up()
    service = Service(exchange)
    await serve_until_stopped(service.serve)
    await service.end()


def main() -> None:
    """Serve until the service is stopped."""
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    asyncio.run(_run())


if __name__ == "__main__":
    main()
