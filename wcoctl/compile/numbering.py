"""The Polish numbering plan: rows that belong to the site."""

from collections.abc import Iterator
from functools import cache

import phonenumbers
from phonenumbers import PhoneNumberType

from wcoctl.compile.rows import EmergencyRow, LandlineRow, PremiumRow

__all__ = ["emergency_rows", "landline_rows", "premium_rows"]

REGION, CODE = "PL", 48

ALARM_NUMBERS = frozenset({"112", *map(str, range(984, 988)), *map(str, range(991, 1000))})
"""Alarm numbers of the national plan: rescue, police, fire brigade, and gas, water, heat and power in trouble."""

DEARER = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


@cache
def emergency_rows() -> tuple[EmergencyRow, ...]:
    """Return the numbers at which help is called."""
    known = {str(n) for n in range(100, 1000) if phonenumbers.is_emergency_number(str(n), REGION)}
    return tuple(EmergencyRow(number) for number in sorted(ALARM_NUMBERS | known))


@cache
def landline_rows() -> tuple[LandlineRow, ...]:
    """Return the beginnings of numbers in landline networks."""
    return tuple(LandlineRow(prefix) for prefix in _beginnings(2, {PhoneNumberType.FIXED_LINE}))


@cache
def premium_rows() -> tuple[PremiumRow, ...]:
    """Return the beginnings of numbers that cost more than a call within the country."""
    return tuple(PremiumRow(prefix) for prefix in _beginnings(3, DEARER))


def _beginnings(length: int, types: set[int]) -> Iterator[str]:
    """Yield the beginnings by which numbers of some types are told; so many digits decide, whatever follows."""
    for digits in range(10 ** (length - 1), 10**length):
        for filler in ("2", "0"):
            text = f"{digits}".ljust(9, filler)
            number = phonenumbers.PhoneNumber(country_code=CODE, national_number=int(text))
            if phonenumbers.number_type(number) in types:
                yield f"+{CODE}{digits}"
                break
