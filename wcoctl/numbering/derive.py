"""Makes the ranges from the patterns of ``phonenumbers``: exactly, to a depth beyond which no plan goes on deciding."""

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

DEEPEST = 7
"""So many digits after the calling code decide, whatever follows."""
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
_UNASSIGNED: _Meaning = ("", "unassigned")
_State = tuple[tuple[Pattern, ...], ...]
"""What may follow in each region: its leading digits, any number, and each type."""


def derive() -> list[Range]:
    """Return all ranges in their order."""
    leaves = groupby(_world(""), key=itemgetter(1))
    return [Range(f"+{next(same)[0]}", *meaning) for meaning, same in leaves]


def _world(beginning: str) -> Iterator[tuple[str, _Meaning]]:
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

    def leaves(self, code: str) -> Iterator[tuple[str, _Meaning]]:
        """Yield beginnings of numbers, and what all numbers with it are."""
        yield from self._leaves(code, self._start, DEEPEST)

    def _leaves(self, beginning: str, state: _State, depth: int) -> Iterator[tuple[str, _Meaning]]:
        following = [self._after(state, digit) for digit in DIGITS]
        numbers = self._numbers(state)
        if not numbers or not depth or all(one == following[0] for one in following):
            yield beginning, _winner(numbers)
            return
        for digit, state_ in zip(DIGITS, following, strict=True):
            yield from self._leaves(beginning + digit, state_, depth - 1)

    def _follow(self, state: _State, digit: str) -> _State:
        """Return the state after a digit. Leading digits that were read stay read."""
        return tuple(
            (leading if leading is True else after(leading, digit), *(after(one, digit) for one in types))
            for leading, *types in state
        )

    def _count(self, state: _State) -> Counter[_Meaning]:
        """Count the numbers that begin so, by what they are."""
        found: Counter[_Meaning] = Counter()
        if all(pattern == NOTHING for _, _, *types in state for pattern in types):
            return found
        if meaning := self._meaning(state):
            found[meaning] += 1
        for digit in DIGITS:
            found.update(self._numbers(self._after(state, digit)))
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


def _winner(numbers: Counter[_Meaning]) -> _Meaning:
    """Return what a range is whose numbers differ by their lengths only: the dearest of the region with most of them."""
    if not numbers:
        return _UNASSIGNED
    (region, kind), _ = numbers.most_common(1)[0]
    premium: _Meaning = (region, "premium")
    return premium if premium in numbers else (region, kind)
