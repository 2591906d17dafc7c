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
    region: str = ""
    """ISO 3166 code, ``001`` for satellites and other networks without a country, empty when unassigned."""
    kind: Kind = "unassigned"
    lengths: str = ""
    """How many digits its numbers have, such as ``9,11``; others with its beginning are unassigned."""


@cache
def _lines() -> tuple[str, ...]:
    lines = FILE.read_text(encoding="ascii").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def _range(line: str) -> Range:
    return Range(*line.split(" "))  # type: ignore[arg-type]


@cache
def ranges() -> tuple[Range, ...]:
    """Return all ranges in their order."""
    return tuple(map(_range, _lines()))


def range_of(number: str) -> Range:
    """Return the range that holds a number (E.164); an unassigned one when the number is too short or too long for it."""
    position = bisect_right(_lines(), number, key=lambda line: line.partition(" ")[0])
    found = _range(_lines()[max(position - 1, 0)])
    return found if str(len(number) - 1) in found.lengths.split(",") else Range(found.first)
