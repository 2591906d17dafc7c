"""How many new texts a company may have spoken: a flood of callers is no reason to speak all day."""

import time
from collections import deque

from wco_host.speech_engine import SpeechError

__all__ = ["Quota", "UsedUp"]

MINUTE = 60.0


class UsedUp(SpeechError):
    """A company's new texts of this minute are used up."""


class Quota:
    """Counts what was granted to each company within the last minute."""

    def __init__(self) -> None:
        self._granted: dict[str, deque[float]] = {}

    def grant(self, tenant: str, per_minute: int) -> bool:
        """Whether the company may have one more text spoken now; if so, it counts."""
        now = time.monotonic()
        granted = self._granted.setdefault(tenant, deque())
        while granted and granted[0] <= now - MINUTE:
            granted.popleft()
        if len(granted) >= per_minute:
            return False
        granted.append(now)
        return True
