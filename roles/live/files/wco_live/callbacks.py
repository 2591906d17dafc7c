"""Callbacks: requests in the live state whose time has come are handed to Asterisk as call files.

Asterisk marks a request when it begins with it, and begins with none twice, so one that is handed over again does no harm.
"""

import re
import time
from pathlib import Path

from wco_host import clock
from wco_host.sqlite_file import open_file

__all__ = ["Callbacks"]

PATIENCE = 5.0
"""Seconds that Asterisk has to begin with a request before it is handed over again."""
DUE = "SELECT callback FROM callback WHERE begun = 0 AND due <= ?"
CALL = """\
Channel: Local/{request}@wco_callback/n
Context: wco_callback_queue
Extension: {request}
Priority: 1
"""


class Callbacks:
    """The live state and the folder where Asterisk looks for call files."""

    def __init__(self, live: Path, folder: Path) -> None:
        self._live = open_file(live, "ro")
        self._folder = folder
        self._handed_over: dict[str, float] = {}

    def run(self) -> int:
        """Hand over what is due; return how many requests that were."""
        moment = time.monotonic()
        recent = {name: then for name, then in self._handed_over.items() if moment - then < PATIENCE}
        due = [name for (name,) in self._live.execute(DUE, (clock.now(),))]
        new = [name for name in due if name not in recent and re.fullmatch(r"[0-9a-f-]+", name)]
        for name in new:
            (self._folder / f"callback-{name}.call").write_text(CALL.format(request=name), encoding="ascii")
        self._handed_over = recent | dict.fromkeys(new, moment)
        return len(new)

    def close(self) -> None:
        """Close the live state."""
        self._live.close()
