"""Ranges of numbers: the file ``ranges.txt``, and what it says about a number."""

from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

__all__ = ["FILE", "Kind", "Range", "range_of", "ranges"]

FILE = Path(__file__).with_name("ranges.txt")

Kind = Literal["landline", "other", "premium", "unassigned"]
"""What a number costs: ``other`` stands for mobile phones, internet phones and free numbers, ``premium`` for whatever
else: premium-rate and shared-cost numbers, personal numbers, pagers, universal access numbers."""


class Range(NamedTuple):
    """Numbers from ``first`` on, in the order of text, until the next range begins."""

    first: str
    """Beginning of a number, with ``+``."""
    region: str
    """ISO 3166 code, ``001`` for satellites and other networks without a country, empty when unassigned."""
    kind: Kind


@cache
def ranges() -> tuple[Range, ...]:
    """Return all ranges in their order."""
    lines = FILE.read_text(encoding="ascii").splitlines()
    return tuple(Range(*line.split(" ")) for line in lines if not line.startswith("#"))  # type: ignore[arg-type]


def range_of(number: str) -> Range:
    """Return the range that holds a number (E.164)."""
    found = bisect_right(ranges(), number, key=lambda one: one.first)
    return ranges()[max(found - 1, 0)]
