"""Prompts recorded by phone: Asterisk writes a file and notes that it is to be kept, here it is put in its place.

A caller hears the old audio or the new one, never a part: a recording gets its name when it is whole.
"""

import logging
import re
import time
from pathlib import Path

from wco_host.sqlite_file import open_file

__all__ = ["Recordings"]

NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}|[0-9a-f-]{1,36}")
"""Names of tenants, prompts and calls; nothing else becomes part of a path."""
ABANDONED = 3600.0
"""Seconds after which a recording that nobody kept is removed: its call has ended long ago."""
BETWEEN_LOOKS = 60.0

log = logging.getLogger("wco-live")


class Recordings:
    """The folder of recordings, and the live state with the notes."""

    def __init__(self, folder: Path, live: Path) -> None:
        self._folder = folder
        self._live = open_file(live)
        self._next_look = 0.0

    def run(self) -> None:
        """Put what was kept in its place; from time to time, remove what was not."""
        notes = self._live.execute("SELECT call, tenant, prompt, author FROM kept_recording").fetchall()
        for call, tenant, prompt, author in notes:
            self._keep(call, tenant, prompt, author)
            with self._live:
                self._live.execute("DELETE FROM kept_recording WHERE call = ?", (call,))
        if time.monotonic() >= self._next_look:
            self._remove_abandoned()
            self._next_look = time.monotonic() + BETWEEN_LOOKS

    def close(self) -> None:
        """Close the live state."""
        self._live.close()

    def _keep(self, call: str, tenant: str, prompt: str, author: str) -> None:
        if not all(NAME.fullmatch(name) for name in (call, tenant, prompt)):
            log.warning("a recording has a strange name and is left: %r %r %r", call, tenant, prompt)
            return
        target = self._folder / tenant / f"{prompt}.wav"
        target.parent.mkdir(exist_ok=True)
        try:
            (self._folder / "new" / f"{call}.wav").replace(target)
        except FileNotFoundError:
            log.warning("the recording of prompt %s of %s by %s is gone", prompt, tenant, author)
        else:
            log.info("prompt %s of %s is the recording by %s now", prompt, tenant, author)

    def _remove_abandoned(self) -> None:
        for file in (self._folder / "new").glob("*.wav"):
            if file.stat().st_mtime < time.time() - ABANDONED:
                file.unlink(missing_ok=True)
