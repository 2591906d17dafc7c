"""How many requests a token may make.

Each process counts by itself: that costs no write to PostgreSQL, and what is to be protected is the process. With several
processes a token has the allowance several times.
"""

import math
from collections.abc import Callable
from threading import Lock
from time import monotonic
from uuid import UUID

__all__ = ["Limiter"]

_MOST = 10_000
"""Tokens that are remembered, before those with nothing used are forgotten."""


class Limiter:
    """An allowance that fills up evenly (token bucket)."""

    def __init__(self, each_minute: int = 300, clock: Callable[[], float] = monotonic) -> None:
        self._full, self._rate, self._clock = float(each_minute), each_minute / 60, clock
        self._left: dict[UUID, tuple[float, float]] = {}
        self._lock = Lock()

    def seconds_to_wait(self, token: UUID) -> int:
        """Take a request from a token's allowance; if nothing is left, return after how long there will be."""
        now = self._clock()
        with self._lock:
            if len(self._left) > _MOST:
                self._left = {
                    one: state for one, state in self._left.items() if self._level(one, now) < self._full
                }
            level = self._level(token, now)
            if level < 1:
                return math.ceil((1 - level) / self._rate)
            self._left[token] = level - 1, now
        return 0

    def _level(self, token: UUID, now: float) -> float:
        level, at = self._left.get(token, (self._full, now))
        return min(self._full, level + (now - at) * self._rate)
