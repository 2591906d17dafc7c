"""Sets of digit strings, as the regular expressions of ``phonenumbers`` name them, that can be walked digit by digit."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

__all__ = ["DIGITS", "NOTHING", "Pattern", "after", "holds_empty", "read"]

DIGITS = "0123456789"


class Digit(NamedTuple):
    """One of these digits."""

    digits: frozenset[str]


class Then(NamedTuple):
    """A string of the first set, and one of the rest."""

    first: "Pattern"
    rest: "Pattern"


class Either(NamedTuple):
    """A string of any of these sets."""

    ways: frozenset["Pattern"]


Pattern = Digit | Then | Either | bool
"""A set of strings: ``False`` is none, ``True`` is the empty string alone."""
NOTHING: Pattern = False
_ANY = Digit(frozenset(DIGITS))


@cache
def read(text: str) -> Pattern:
    r"""Read a regular expression of digits, ``\d``, classes, groups, alternatives, ``?`` and ``{n,m}``."""
    pattern, rest = _alternatives(text)
    if rest:
        raise ValueError(f"cannot read `{rest}` of `{text}`")
    return pattern


@cache
def after(pattern: Pattern, digit: str) -> Pattern:
    """Return what may follow a digit."""
    match pattern:
        case Digit(digits):
            return digit in digits
        case Either(ways):
            return _either(after(way, digit) for way in ways)
        case Then(first, rest):
            follows = _then(after(first, digit), rest)
            return _either([follows, after(rest, digit)]) if holds_empty(first) else follows
        case bool():
            return NOTHING


@cache
def holds_empty(pattern: Pattern) -> bool:
    """Whether a number may end here."""
    match pattern:
        case Either(ways):
            return any(map(holds_empty, ways))
        case Then(first, rest):
            return holds_empty(first) and holds_empty(rest)
        case Digit() | bool():
            return pattern is True


def _then(first: Pattern, rest: Pattern) -> Pattern:
    if first is False or rest is False:
        return False
    if first is True or rest is True:
        return rest if first is True else first
    return Then(first, rest)


def _either(ways: Iterable[Pattern]) -> Pattern:
    flat: set[Pattern] = set()
    for way in ways:
        flat |= way.ways if isinstance(way, Either) else {way}
    flat.discard(False)
    return Either(frozenset(flat)) if len(flat) > 1 else next(iter(flat), False)


def _repeated(pattern: Pattern, least: int, most: int) -> Pattern:
    result: Pattern = True
    for count in range(most, 0, -1):
        result = _then(pattern, result)
        if count > least:
            result = _either([True, result])
    return result


def _alternatives(text: str) -> tuple[Pattern, str]:
    """Read up to the end of a group; return the pattern and what is left of the text."""
    ways, rest = [], f"|{text}"
    while rest.startswith("|"):
        way, rest = _sequence(rest[1:])
        ways.append(way)
    return _either(ways), rest


def _sequence(text: str) -> tuple[Pattern, str]:
    parts = []
    while text and text[0] not in "|)":
        part, text = _quantified(*_atom(text))
        parts.append(part)
    result: Pattern = True
    for part in reversed(parts):
        result = _then(part, result)
    return result, text


def _atom(text: str) -> tuple[Pattern, str]:
    if text.startswith("(?:"):
        pattern, rest = _alternatives(text[3:])
        return pattern, rest.removeprefix(")")
    if text.startswith("["):
        inside, _, rest = text[1:].partition("]")
        return Digit(frozenset(_class(inside))), rest
    if text.startswith(r"\d"):
        return _ANY, text[2:]
    if text[0] not in DIGITS:
        raise ValueError(f"cannot read `{text}`")
    return Digit(frozenset(text[0])), text[1:]


def _class(inside: str) -> str:
    """Return the digits of a class such as ``1-35``."""
    first, dash, rest = inside[:1], inside[1:2] == "-", inside[2:]
    if dash:
        return DIGITS[int(first) : int(rest[0]) + 1] + _class(rest[1:])
    return first + _class(inside[1:]) if first else ""


def _quantified(pattern: Pattern, text: str) -> tuple[Pattern, str]:
    if text.startswith("?"):
        return _repeated(pattern, 0, 1), text[1:]
    if text.startswith("{"):
        inside, _, rest = text[1:].partition("}")
        least, _, most = inside.partition(",")
        return _repeated(pattern, int(least), int(most or least)), rest
    return pattern, text
