"""What a rule finds: a place inside a document and what is wrong there, before file and line are known."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import NamedTuple

__all__ = ["Finding", "Names", "Place", "dotted", "listed", "printable", "suggest"]

Place = tuple[str | int, ...]
"""Keys and positions that lead from the top of a document to a place in it."""

Names = dict[str, Collection[str]]
"""Which names each collection of a tenant has: users, blocks, prompts, ..."""

SHOWN = 12
"""A hint lists so many names at most."""

COMPARED = 1000
"""Among more names than a tenant may have, none is searched for a similar one: that is slow."""


class Finding(NamedTuple):
    """One mistake, at a place of the document at hand."""

    place: Place
    message: str
    hint: str


def dotted(place: Place) -> str:
    """Return the place as people write it: ``main_numbers.additional[3].entry``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in place).removeprefix(
        "."
    )


def printable(text: str) -> str:
    """Return the text with what would steer a terminal made visible, cut where nobody reads on."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[:400])


def _key(key: str) -> str:
    return key if key.isprintable() and " " not in key and len(key) <= 60 else ascii(key[:60])


def listed(names: Iterable[str]) -> str:
    """Return names for a hint, the first dozen at most."""
    shown = list(names)
    return ", ".join(shown[:SHOWN]) + (", ..." if len(shown) > SHOWN else "")


def suggest(name: str, known: Iterable[str], where: str) -> str:
    """Return what to do about an unknown name: take the one that was meant or one that exists, or add it."""
    names = list(known)
    if len(names) < COMPARED and (similar := get_close_matches(name, names, n=1)):
        return f"did you mean `{similar[0]}`?"
    if names:
        return f"{where} has {listed(names)}"
    return f"add it under {where}"
