"""One measured figure beside its reference, as `./wco bench` prints it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Figure", "median_seconds"]


@dataclass(frozen=True)
class Figure:
    """What was measured, what it is compared with, and how much of it is allowed."""

    name: str
    measured: float
    reference: float
    """The reference of the same run, in the same unit; 1 where the limit itself is absolute."""
    limit: float
    """The largest ratio of measured to reference that is good."""
    unit: str
    detail: str = ""

    @property
    def ratio(self) -> float:
        """Measured over reference."""
        return self.measured / self.reference if self.reference else float("inf")

    @property
    def good(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        verdict = "ok  " if self.good else "OVER"
        compared = f"{self.measured:.3g} {self.unit} / {self.reference:.3g} {self.unit} = {self.ratio:.2f}"
        return f"{verdict} {self.name}: {compared} (limit {self.limit:g}){'  ' + self.detail if self.detail else ''}"


def median_seconds(actions: list[Callable[[], object]], rounds: int) -> list[float]:
    """Return the median time of each action; rounds are interleaved, so that other load hits all alike."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for action, taken in zip(actions, times, strict=True):
            begin = time.perf_counter()
            action()
            taken.append(time.perf_counter() - begin)
    return [statistics.median(taken) for taken in times]
