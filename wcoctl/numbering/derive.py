"""Makes the ranges from the patterns of ``phonenumbers``, exactly: a range's numbers of its lengths are all assigned."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter

import phonenumbers
from phonenumbers import PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from wcoctl.numbering.patterns import DIGITS, NOTHING, Pattern, after, holds_empty, read
from wcoctl.numbering.ranges import Kind, Range

__all__ = ["derive"]

TYPES: dict[str, Kind] = {
    "premium_rate": "premium",
    "toll_free": "other",
    "shared_cost": "premium",
    "voip": "other",
    "personal_number": "premium",
    "pager": "premium",
    "uan": "premium",
    "voicemail": "other",
    "fixed_line": "landline",
    "mobile": "other",
}
"""Types of ``phonenumbers`` in the order in which it asks for them."""

_Meaning = tuple[str, Kind]
_Leaf = tuple[str, Kind, str]
"""What all numbers with a beginning are, and their lengths as ``Range`` names them."""
_UNASSIGNED: _Leaf = ("", "unassigned", "")
_Numbers = Counter[tuple[_Meaning, int]]
"""How many numbers there are of each meaning with so many digits to come."""
_State = tuple[tuple[Pattern, ...], ...]
"""What may follow in each region: its leading digits, any number, and each type."""


def derive() -> list[Range]:
    """Return all ranges in their order."""
    leaves = groupby(_world(""), key=itemgetter(1))
    return [Range(f"+{next(same)[0]}", *leaf) for leaf, same in leaves]


def _world(beginning: str) -> Iterator[tuple[str, _Leaf]]:
    codes = [str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]
    if beginning in codes:
        yield from _Plan(int(beginning)).leaves(beginning)
    elif any(code.startswith(beginning) for code in codes):
        for digit in DIGITS:
            yield from _world(beginning + digit)
    else:
        yield beginning, _UNASSIGNED


class _Plan:
    """The numbers behind one calling code, which several regions may share."""

    def __init__(self, code: int) -> None:
        self._regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
        found = (PhoneMetadata.metadata_for_region_or_calling_code(code, one) for one in self._regions)
        metadata = [one for one in found if one]
        self._leading = [read(one.leading_digits or "") for one in metadata]
        types = [[_pattern(getattr(one, name)) for name in ("general_desc", *TYPES)] for one in metadata]
        self._start: _State = tuple(
            (leading, *patterns) for leading, patterns in zip(self._leading, types, strict=True)
        )
        self._numbers = cache(self._count)
        self._after = cache(self._follow)

    def leaves(self, code: str) -> Iterator[tuple[str, _Leaf]]:
        """Yield beginnings of numbers, and what all numbers with it are."""
        yield from self._leaves(code, code, self._start)

    def _leaves(self, first: str, beginning: str, state: _State) -> Iterator[tuple[str, _Leaf]]:
        """Yield the leaves of a beginning; ``first`` is a shorter one if no number lies between, in the order of text."""
        numbers = self._numbers(state)
        if all(count == 10**digits for (_, digits), count in numbers.items()):
            yield first, _leaf(numbers, len(beginning))
            return
        if itself := self._meaning(state):
            yield first, _leaf(Counter({(itself, 0): 1}), len(beginning))
        for digit in DIGITS:
            begins = beginning + digit
            shortest = first if digit == "0" and not itself else begins
            yield from self._leaves(shortest, begins, self._after(state, digit))

    def _follow(self, state: _State, digit: str) -> _State:
        """Return the state after a digit. Leading digits that were read stay read."""
        return tuple(
            (leading if leading is True else after(leading, digit), *(after(one, digit) for one in types))
            for leading, *types in state
        )

    def _count(self, state: _State) -> _Numbers:
        """Count the numbers that begin so, by what they are and how many digits follow."""
        found: _Numbers = Counter()
        if all(pattern == NOTHING for _, _, *types in state for pattern in types):
            return found
        if meaning := self._meaning(state):
            found[meaning, 0] += 1
        for digit in DIGITS:
            for (meaning, digits), count in self._numbers(self._after(state, digit)).items():
                found[meaning, digits + 1] += count
        return found

    def _meaning(self, state: _State) -> _Meaning | None:
        """Return what a number that ends here is: of the first region that has its leading digits, or knows its type."""
        for region, needed, (leading, *types) in zip(self._regions, self._leading, state, strict=True):
            kind = _kind(types) if leading is True else None
            if kind:
                return region, kind
            if leading is True and needed is not True:
                return None
        return None


def _kind(types: list[Pattern]) -> Kind | None:
    general, *special = map(holds_empty, types)
    found = [kind for kind, holds in zip(TYPES.values(), special, strict=True) if holds]
    if not general or not found:
        return None
    mobile_too = found[0] == "landline" and len(found) > 1
    return "other" if mobile_too else found[0]


def _pattern(description: PhoneNumberDesc | None) -> Pattern:
    text = description.national_number_pattern if description else None
    return read(text) if text else NOTHING


def _leaf(numbers: _Numbers, begun: int) -> _Leaf:
    """Return what a range is whose numbers differ by their lengths only: the dearest of the region with most of them."""
    if not numbers:
        return _UNASSIGNED
    ((region, kind), _), _ = numbers.most_common(1)[0]
    if any(meaning == (region, "premium") for meaning, _ in numbers):
        kind = "premium"
    lengths = sorted({begun + digits for _, digits in numbers})
    return region, kind, ",".join(map(str, lengths))
