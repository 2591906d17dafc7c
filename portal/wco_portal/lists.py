"""Lists that are searched, and shown a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query

__all__ = ["PAGE", "Asked", "Shown", "Sought"]

PAGE = 50
"""Rows of a page."""
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Shown(Generic[_Row]):
    """A page of a list."""

    rows: Sequence[_Row]
    q: str
    number: int
    more: bool
    """Whether there is another page after it."""


@dataclass(frozen=True)
class Sought:
    """What a list is asked for."""

    q: str
    """Words that rows have to have; empty for all."""
    number: int
    """Page, from 0."""

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return self.number * PAGE

    def shown(self, rows: Sequence[_Row]) -> Shown[_Row]:
        """Return the page of these rows: those from ``offset`` on, one more than a page if there is another."""
        return Shown(rows[:PAGE], self.q, self.number, len(rows) > PAGE)


def _sought(q: str = "", number: Annotated[int, Query(ge=0, le=9999)] = 0) -> Sought:
    return Sought(q.replace("\0", "").strip()[:100], number)


Asked = Annotated[Sought, Depends(_sought)]
"""A route's list."""
