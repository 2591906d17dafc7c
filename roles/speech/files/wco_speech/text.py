"""The text of a personalised announcement, with the facts of one call put in."""

import re
from collections.abc import Mapping

__all__ = ["filled", "names", "spoken_number"]

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LONGEST_VALUE = 200


def names(text: str) -> set[str]:
    """Return the variables in a text."""
    return set(_PLACE.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the places of their names, once: braces in a value are signs. KeyError: one has no value."""

    def value(match: re.Match[str]) -> str:
        known = values.get(match[1], "").strip()
        if not known:
            raise KeyError(match[1])
        return known[:LONGEST_VALUE]

    return _PLACE.sub(value, text)


def spoken_number(number: str, country_code: str) -> str:
    """Return a number (E.164) as people say it: without their own country, digits in groups of three."""
    digits = number.removeprefix(f"+{country_code}").removeprefix("+")
    return ", ".join(" ".join(digits[start : start + 3]) for start in range(0, len(digits), 3))
