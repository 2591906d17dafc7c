"""Service wco-speech: speaks texts that are known only when a call is there.

Asterisk calls it by FastAGI, `agi://127.0.0.1:4574/speak`, on the socket that systemd holds. The channel's variables say
which block of which tenant; WCO_SPEECH is the spoken file without its ending, empty when the text cannot be spoken
now; WCO_SPEECH_USED_UP then says whether that is for the company's quota. Settings are in the file WCO_SPEECH_SETTINGS.
"""

import asyncio
import json
import logging
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from wco_host.agi import AgiError, Session
from wco_host.agi_service import serve_until_stopped
from wco_host.speech_engine import SpeechError
from wco_speech.plan import announcement
from wco_speech.quota import Quota, UsedUp
from wco_speech.store import Store
from wco_speech.text import filled, names, spoken_number

PATIENCE = 4.0
"""Seconds that a caller waits for a text; then the other prompt is played."""

log = logging.getLogger("wco-speech")


class Service:
    """The texts that are being spoken."""

    def __init__(self, settings: dict[str, Any], store: Store) -> None:
        self._settings = settings
        self._store = store
        self._quota = Quota()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one session from its first line to its last."""
        try:
            session = await asyncio.wait_for(Session.open(reader, writer), PATIENCE)
            await session.set("WCO_SPEECH", await self._answer(session))
        except (AgiError, OSError, TimeoutError) as error:
            log.info("a session with Asterisk broke off: %s", error or "too slow")
        finally:
            writer.close()

    async def _answer(self, session: Session) -> str:
        if session.script != "speak":
            raise AgiError(f"nothing is served at {session.script[:80]!r}")
        tenant, block = await session.get("WCO_TENANT"), await session.get("WCO_BLOCK")
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._speak(session, tenant, block)
        except KeyError as missing:
            reason = f"{missing.args[0]} has no value"
        except UsedUp as error:
            await session.set("WCO_SPEECH_USED_UP", "1")
            reason = str(error)
        except (SpeechError, sqlite3.Error, OSError) as error:
            reason = f"{type(error).__name__} {error}"
        except TimeoutError:
            reason = "too slow"
        log.info("tenant=%s block=%s not spoken: %s", tenant, block, reason)
        return ""

    async def _speak(self, session: Session, tenant: str, block: str) -> str:
        caller = await session.get("WCO_CALLER")
        found = announcement(Path(self._settings["callplan"]), tenant, block, caller)
        if found is None:
            raise SpeechError("the call plan has no such block")
        values = {**found.values, **await self._facts(session, caller)}
        for name in names(found.text) - values.keys():
            values[name] = await session.get(f"WCO_VAR_{name.upper()}")
        language = found.language
        recipe = {
            "engine": self._settings["engine"],
            "voice": self._settings["voices"][language],
            "language": language,
            "text": filled(found.text, values),
        }
        file = await self._store.spoken(recipe, tenant, lambda: self._quota.grant(tenant, found.per_minute))
        return str(file.with_suffix(""))

    async def _facts(self, session: Session, caller: str) -> dict[str, str]:
        code = self._settings["country_code"]
        dialled = await session.get("WCO_DIALLED")
        return {
            "caller_number": spoken_number(caller, code),
            "dialled_number": spoken_number(dialled, code),
        }


async def _run() -> None:
    settings = json.loads(Path(os.environ["WCO_SPEECH_SETTINGS"]).read_text())
    # One text at a time: calls that go on need the other processors.
    executor = ThreadPoolExecutor(1, "speech")
    store = Store(Path(settings["directory"]), executor, settings["megabytes"] * 1_000_000)
    service = Service(settings, store)
    await serve_until_stopped(service.serve)


def main() -> None:
    """Serve until the service is stopped."""
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    asyncio.run(_run())


if __name__ == "__main__":
    main()
