"""The chain of a company's audit log: every row's hash covers the row before it, so that nothing is changed unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

__all__ = ["Break", "Head", "Link", "broken"]


@dataclass(frozen=True)
class Link:
    """A row of the log."""

    number: int
    content: str
    """As PostgreSQL writes it: ``content::text``."""
    hash: bytes


@dataclass(frozen=True)
class Head:
    """The last row as somebody remembers it, apart from PostgreSQL."""

    number: int
    hash: bytes


@dataclass(frozen=True)
class Break:
    """The first row at which a chain is not what it was."""

    number: int
    what: Literal["changed", "missing", "cut", "rewritten"]
    """``cut``: rows up to the remembered head are missing; ``rewritten``: the chain is sound, but another one than remembered."""


def broken(links: Iterable[Link], head: Head | None = None) -> Break | None:
    """Check the rows of one company, in the order of their numbers, from the first one on; return the first break."""
    last, number = b"", 0
    for link in links:
        number += 1
        if link.number != number:
            return Break(number, "missing")
        last = sha256(last + link.content.encode()).digest()
        if last != link.hash:
            return Break(number, "changed")
        if head and head.number == number and head.hash != last:
            return Break(number, "rewritten")
    return Break(number + 1, "cut") if head and number < head.number else None
